import HTTPTypes
import Hummingbird

extension Response {
    init(json: [UInt8], status: HTTPResponse.Status = .ok, contentType: String = "application/json") {
        self.init(
            status: status, headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
