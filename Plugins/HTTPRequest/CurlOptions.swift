import CCurl

/// Sets the options of a curl handle, and remembers the first that was refused.
final class CurlOptions {
    private let handle: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?
    private(set) var firstError = CURLE_OK

    init(handle: UnsafeMutableRawPointer) {
        self.handle = handle
    }

    /// After the handle was used for the last time.
    func freeLists() {
        curl_slist_free_all(headers)
        headers = nil
    }

    func set(_ option: CURLoption, _ value: Int) {
        note(jobyard_curl_set_long(handle, option, value))
    }

    func set(_ option: CURLoption, _ value: String) {
        note(jobyard_curl_set_string(handle, option, value))
    }

    /// curl copies the bytes.
    func setBody(_ bytes: [UInt8]) {
        note(jobyard_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
        // One byte more, as curl takes a null pointer for no body.
        var copy = bytes + [0]
        note(copy.withUnsafeMutableBytes { jobyard_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
    }

    func setHeaders(_ fields: [String: String]) {
        // Without these curl would name a form as the body's type, and wait for a "100 Continue".
        var lines = ["Expect:"]
        if !fields.keys.contains(where: { $0.lowercased() == "content-type" }) { lines.append("Content-Type:") }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            // An empty value has a syntax of its own: "Name:" would take the header away.
            lines.append(value.allSatisfy(\.isWhitespace) ? "\(name);" : "\(name): \(value)")
        }
        for line in lines {
            guard let longer = curl_slist_append(headers, line) else { return note(CURLE_OUT_OF_MEMORY) }
            headers = longer
        }
        note(jobyard_curl_set_list(handle, CURLOPT_HTTPHEADER, headers))
    }

    func setWriter(
        _ option: CURLoption, data: CURLoption, _ user: UnsafeMutableRawPointer, _ writer: @escaping jobyard_curl_write
    ) {
        note(jobyard_curl_set_write(handle, option, writer))
        note(jobyard_curl_set_pointer(handle, data, user))
    }

    func setProgress(_ user: UnsafeMutableRawPointer, _ progress: @escaping jobyard_curl_progress) {
        note(jobyard_curl_set_progress(handle, progress))
        note(jobyard_curl_set_pointer(handle, CURLOPT_XFERINFODATA, user))
        set(CURLOPT_NOPROGRESS, 0)
    }

    func setOpenSocket(_ user: UnsafeMutableRawPointer, _ open: @escaping jobyard_curl_open_socket) {
        note(jobyard_curl_set_open_socket(handle, open))
        note(jobyard_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, user))
    }

    private func note(_ code: CURLcode) {
        if firstError == CURLE_OK { firstError = code }
    }
}
