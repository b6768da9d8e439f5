import HTTPTypes
import Hummingbird

/// One method of one path of the REST API.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (Request, BasicRequestContext) async throws -> Response

    let method: HTTPRequest.Method
    /// A segment that starts with a colon stands for any one segment.
    let path: String
    let handler: Handler

    init(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        self.method = method
        self.path = path
        self.handler = handler
    }

    func matches(_ other: String) -> Bool {
        let (own, others) = (path.split(separator: "/"), other.split(separator: "/"))
        return own.count == others.count && zip(own, others).allSatisfy { $0 == $1 || $0.hasPrefix(":") }
    }
}
