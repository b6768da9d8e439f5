import CCurl
import Glibc
import HTTPRequestPolicy
import JobyardPlugin

/// One request under way. libcurl calls back into it, always on the thread of ``perform()``.
final class HTTPTransfer {
    static let maximumBodyBytes = 256 * 1024
    static let maximumHeadBytes = 64 * 1024

    let context: JobContext
    let allowsPrivateAddresses: Bool
    private let request: HTTPRequest
    private var head = ResponseHead()
    private var headBytes = 0
    private var body: [UInt8] = []
    private var tooLarge: String?
    private var refused: String?
    private var dialled = false

    init(request: HTTPRequest, context: JobContext, allowsPrivateAddresses: Bool) {
        self.request = request
        self.context = context
        self.allowsPrivateAddresses = allowsPrivateAddresses
    }

    func perform() throws(PluginFailure) -> HTTPResponse {
        let timeout = try timeoutMilliseconds()
        guard let handle = curl_easy_init() else { throw Self.failure(CURLE_OUT_OF_MEMORY) }
        defer { curl_easy_cleanup(handle) }
        let options = CurlOptions(handle: handle)
        defer { options.freeLists() }
        configure(options, timeoutMilliseconds: timeout)
        guard options.firstError == CURLE_OK else { throw Self.failure(options.firstError) }
        let code = curl_easy_perform(handle)
        try check(code)
        var status = 0
        jobyard_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return HTTPResponse(status: status, head: head, body: body)
    }

    /// What the payload asks for, but never beyond what is left of the attempt.
    private func timeoutMilliseconds() throws(PluginFailure) -> Int {
        let asked = Duration.seconds(request.timeoutSeconds ?? 30)
        let timeout = min(asked, context.remainingTime ?? asked)
        guard timeout > .zero else { throw .retry(code: "timeout", message: "no time is left for the request") }
        return max(1, Int(timeout / .milliseconds(1)))
    }

    private func configure(_ options: CurlOptions, timeoutMilliseconds: Int) {
        let user = Unmanaged.passUnretained(self).toOpaque()
        options.set(CURLOPT_URL, request.url)
        options.set(CURLOPT_PROTOCOLS_STR, "http,https")
        options.set(CURLOPT_PROXY, "")  // none, whatever the environment says
        options.set(CURLOPT_FOLLOWLOCATION, 0)
        options.set(CURLOPT_SSL_VERIFYPEER, 1)
        options.set(CURLOPT_SSL_VERIFYHOST, 2)
        options.set(CURLOPT_NOSIGNAL, 1)
        options.set(CURLOPT_TIMEOUT_MS, timeoutMilliseconds)
        options.set(CURLOPT_USERAGENT, "jobyard-http-request/1.0")
        let method = request.method ?? "GET"
        if method == "HEAD" {
            options.set(CURLOPT_NOBODY, 1)
        } else {
            options.set(CURLOPT_CUSTOMREQUEST, method)
        }
        if let body = request.body ?? (["POST", "PUT", "PATCH"].contains(method) ? "" : nil), method != "HEAD" {
            options.setBody(Array(body.utf8))
        }
        options.setHeaders(request.headers ?? [:])
        options.setWriter(CURLOPT_WRITEFUNCTION, data: CURLOPT_WRITEDATA, user) { bytes, size, count, user in
            HTTPTransfer.at(user)?.receive(body: bytes, size * count) ?? 0
        }
        options.setWriter(CURLOPT_HEADERFUNCTION, data: CURLOPT_HEADERDATA, user) { bytes, size, count, user in
            HTTPTransfer.at(user)?.receive(head: bytes, size * count) ?? 0
        }
        options.setProgress(user) { user, _, _, _, _ in
            HTTPTransfer.at(user)?.context.isCancelled == false ? 0 : 1
        }
        options.setOpenSocket(user) { user, _, address in
            HTTPTransfer.at(user)?.openSocket(address) ?? CURL_SOCKET_BAD
        }
    }

    private static func at(_ user: UnsafeMutableRawPointer?) -> HTTPTransfer? {
        user.map { Unmanaged<HTTPTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// - Returns: how many bytes were taken; fewer than there are end the transfer.
    private func receive(body bytes: UnsafePointer<CChar>?, _ count: Int) -> Int {
        guard body.count + count <= Self.maximumBodyBytes else {
            tooLarge = "the body of the response is larger than \(Self.maximumBodyBytes) bytes"
            return 0
        }
        body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    private func receive(head bytes: UnsafePointer<CChar>?, _ count: Int) -> Int {
        headBytes += count
        guard headBytes <= Self.maximumHeadBytes else {
            tooLarge = "the headers of the response are larger than \(Self.maximumHeadBytes) bytes"
            return 0
        }
        head.receive(UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    /// Opens the socket for the very address that will be connected to, so that no name can mean one address when it is
    /// looked at and another when it is used.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
        guard let address else { return CURL_SOCKET_BAD }
        if !allowsPrivateAddresses {
            guard let target = IPAddress(target: address) else {
                refused = "an address that is no IP address"
                return CURL_SOCKET_BAD
            }
            let kind = AddressClass(target)
            guard kind == .global else {
                refused = "\(target), a \(kind.rawValue) address"
                return CURL_SOCKET_BAD
            }
        }
        dialled = true
        let flags = Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, address.pointee.socktype | flags, address.pointee.protocol)
    }

    private func check(_ code: CURLcode) throws(PluginFailure) {
        if code == CURLE_OK { return }
        if code == CURLE_ABORTED_BY_CALLBACK { throw .cancelled }
        if let tooLarge { throw .discard(code: "response_too_large", message: tooLarge) }
        if let refused, !dialled {
            throw .discard(
                code: "address_refused",
                message: "the url leads to \(refused); allow_private_addresses would let it through")
        }
        throw Self.failure(code)
    }

    private static func failure(_ code: CURLcode) -> PluginFailure {
        let message = describe(code)
        return switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .discard(code: "invalid_url", message: message)
        case CURLE_OPERATION_TIMEDOUT: .retry(code: "timeout", message: message)
        default: .retry(code: "connection_failed", message: message)
        }
    }
}

/// libcurl's words for an error.
func describe(_ code: CURLcode) -> String {
    curl_easy_strerror(code).map { String(cString: $0) } ?? "curl error \(code.rawValue)"
}
