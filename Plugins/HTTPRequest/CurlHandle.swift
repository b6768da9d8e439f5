import CCurl
import JobyardPlugin

/// An easy handle of libcurl with all that must live as long as it does. Remembers the first option that was refused.
final class CurlHandle {
    let pointer: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private(set) var firstError = CURLE_OK

    init() throws(PluginFailure) {
        guard let pointer = curl_easy_init() else {
            throw .retry(code: "out_of_memory", message: "no memory for libcurl")
        }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        note(jobyard_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorBuffer))
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headers)
        errorBuffer.deallocate()
    }

    /// What libcurl calls an error, in its words for this very case where it has some.
    func describe(_ code: CURLcode) -> String {
        errorBuffer.pointee == 0 ? CurlHandle.describe(code) : String(cString: errorBuffer)
    }

    static func describe(_ code: CURLcode) -> String {
        curl_easy_strerror(code).map { String(cString: $0) } ?? "curl error \(code.rawValue)"
    }

    func set(_ option: CURLoption, _ value: Int) {
        note(jobyard_curl_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: String) {
        note(jobyard_curl_set_string(pointer, option, value))
    }

    /// No proxies from variables and no passwords from files: what a job does is to depend on its payload and the
    /// operator's settings alone.
    func ignoreEnvironment() {
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOPROXY, "*")
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    }

    func set(timeout: Duration, connectTimeout: Duration) {
        set(CURLOPT_TIMEOUT_MS, Self.milliseconds(timeout))
        set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(connectTimeout))
        set(CURLOPT_NOSIGNAL, 1)
        // A thread that looks up a name cannot be stopped; so it is left behind instead of waited for.
        set(CURLOPT_QUICK_EXIT, 1)
    }

    /// libcurl copies the bytes.
    func setBody(_ bytes: [UInt8]) {
        note(jobyard_curl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
        // One byte more, as libcurl takes a null pointer for no body.
        var copy = bytes + [0]
        note(copy.withUnsafeMutableBytes { jobyard_curl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
    }

    func setHeaders(_ fields: [String: String]) {
        // libcurl would wait for a "100 Continue", and name a form as the body's type. What comes compressed is given
        // as it came, never inflated; so servers are told that it is not wished for.
        var lines = ["Expect:"]
        let names = Set(fields.keys.map { $0.lowercased() })
        if !names.contains("content-type") { lines.append("Content-Type:") }
        if !names.contains("accept-encoding") { lines.append("Accept-Encoding: identity") }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            // An empty value has a syntax of its own: "Name:" would take the header away.
            lines.append(value.allSatisfy(\.isWhitespace) ? "\(name);" : "\(name): \(value)")
        }
        for line in lines {
            guard let longer = curl_slist_append(headers, line) else { return note(CURLE_OUT_OF_MEMORY) }
            headers = longer
        }
        note(jobyard_curl_set_list(pointer, CURLOPT_HTTPHEADER, headers))
    }

    func setWriter(
        _ option: CURLoption, data: CURLoption, _ user: UnsafeMutableRawPointer, _ writer: @escaping jobyard_curl_write
    ) {
        note(jobyard_curl_set_write(pointer, option, writer))
        note(jobyard_curl_set_pointer(pointer, data, user))
    }

    func setOpenSocket(_ user: UnsafeMutableRawPointer, _ open: @escaping jobyard_curl_open_socket) {
        note(jobyard_curl_set_open_socket(pointer, open))
        note(jobyard_curl_set_pointer(pointer, CURLOPT_OPENSOCKETDATA, user))
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        // 0 would be no bound at all.
        max(1, Int(duration / .milliseconds(1)))
    }

    private func note(_ code: CURLcode) {
        if firstError == CURLE_OK { firstError = code }
    }
}
