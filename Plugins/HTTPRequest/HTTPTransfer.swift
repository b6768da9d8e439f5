import CCurl
import Glibc
import HTTPRequestPolicy
import JobyardPlugin

/// One request to one server. libcurl calls back into it, always on the thread of ``perform(in:within:isCancelled:)``.
final class HTTPTransfer {
    private(set) var head = ResponseHead()
    private(set) var body: [UInt8] = []
    private(set) var timing = TransferTiming()

    private let request: OutgoingRequest
    private let terms: HTTPExchange.Terms
    private var end: End?
    private var refusedAddress: String?
    private var hasDialled = false

    /// Why libcurl was told to stop.
    private enum End {
        /// The head says enough: of redirects and failures nobody needs the body, however long it is.
        case headIsEnough
        case tooLarge(String)
    }

    init(request: OutgoingRequest, terms: HTTPExchange.Terms) {
        self.request = request
        self.terms = terms
    }

    func perform(
        in session: CurlSession, within timeout: Duration, isCancelled: () -> Bool
    ) throws(PluginFailure) {
        guard timeout > .zero else { throw .retry(code: "timeout", message: "no time is left for the request") }
        let handle = try CurlHandle()
        configure(handle, timeout: timeout)
        guard handle.firstError == CURLE_OK else { throw failure(handle.firstError, handle) }
        // libcurl knows this object by an address alone.
        let code = try withExtendedLifetime(self) { () throws(PluginFailure) in
            try session.run(handle, isCancelled: isCancelled)
        }
        timing = handle.timing
        try check(code, handle)
    }

    private func configure(_ handle: CurlHandle, timeout: Duration) {
        handle.set(CURLOPT_URL, request.url)
        handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        handle.set(CURLOPT_FOLLOWLOCATION, 0)  // HTTPExchange does, and checks where to
        handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        handle.set(CURLOPT_USERAGENT, "jobyard-http-request/1.0")
        handle.ignoreEnvironment()
        handle.set(timeout: timeout, connectTimeout: min(timeout, terms.connectTimeout))
        if request.method == "HEAD" {
            handle.set(CURLOPT_NOBODY, 1)
        } else {
            handle.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
        if let body = request.body { handle.setBody(body) }
        handle.setHeaders(request.headers)
        setCallbacks(handle)
    }

    private func setCallbacks(_ handle: CurlHandle) {
        let user = Unmanaged.passUnretained(self).toOpaque()
        handle.setWriter(CURLOPT_WRITEFUNCTION, data: CURLOPT_WRITEDATA, user) { bytes, size, count, user in
            HTTPTransfer.at(user)?.receive(body: bytes, size * count) ?? 0
        }
        handle.setWriter(CURLOPT_HEADERFUNCTION, data: CURLOPT_HEADERDATA, user) { bytes, size, count, user in
            HTTPTransfer.at(user)?.receive(head: bytes, size * count) ?? 0
        }
        handle.setOpenSocket(user) { user, _, address in
            HTTPTransfer.at(user)?.openSocket(address) ?? CURL_SOCKET_BAD
        }
    }

    private static func at(_ user: UnsafeMutableRawPointer?) -> HTTPTransfer? {
        user.map { Unmanaged<HTTPTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// - Returns: how many bytes were taken; fewer than there are end the transfer.
    private func receive(body bytes: UnsafePointer<CChar>?, _ count: Int) -> Int {
        let isWanted = !terms.follows(head) && StatusVerdict(status: head.status, expected: terms.expected) == .result
        guard isWanted else {
            end = .headIsEnough
            return 0
        }
        guard body.count + count <= terms.maximumBodyBytes else {
            end = .tooLarge("the body of the response is larger than \(terms.maximumBodyBytes) bytes")
            return 0
        }
        body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    private func receive(head bytes: UnsafePointer<CChar>?, _ count: Int) -> Int {
        do {
            try head.receive(UnsafeRawBufferPointer(start: bytes, count: count))
            return count
        } catch {
            end = .tooLarge(error.message)
            return 0
        }
    }

    /// Opens the socket for the very address that will be connected to, so that no name can mean one address when it is
    /// looked at and another when it is used.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
        guard let address else { return CURL_SOCKET_BAD }
        if let refusal = terms.addresses.refusal(of: IPAddress(target: address)) {
            refusedAddress = refusal
            return CURL_SOCKET_BAD
        }
        hasDialled = true
        let flags = Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, address.pointee.socktype | flags, address.pointee.protocol)
    }

    private func check(_ code: CURLcode, _ handle: CurlHandle) throws(PluginFailure) {
        switch end {
        case .headIsEnough: return
        case .tooLarge(let message): throw .discard(code: "response_too_large", message: message)
        case nil: if code != CURLE_OK { throw failure(code, handle) }
        }
        // libcurl takes a head that breaks off for a whole one.
        guard head.isComplete else {
            throw .retry(code: "connection_failed", message: "the server hung up in the middle of the headers")
        }
    }

    private func failure(_ code: CURLcode, _ handle: CurlHandle) -> PluginFailure {
        if let refusedAddress, !hasDialled {
            return .discard(
                code: "address_refused",
                message:
                    "the url leads to \(refusedAddress); allowed_networks or allow_private_addresses would let it through"
            )
        }
        let message = handle.describe(code)
        return switch code {
        case CURLE_URL_MALFORMAT: .discard(code: "invalid_url", message: message)
        // What libcurl 7 and libcurl 8 say of a line beyond 100 KiB.
        case CURLE_OUT_OF_MEMORY where hasDialled && !head.isComplete, CURLcode(rawValue: 100):
            .discard(code: "response_too_large", message: "a line in the headers of the response is too long")
        case CURLE_OPERATION_TIMEDOUT: .retry(code: "timeout", message: message)
        default: .retry(code: "connection_failed", message: message)
        }
    }
}
