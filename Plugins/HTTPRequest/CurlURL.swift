import CCurl
import HTTPRequestPolicy

/// URLs as libcurl reads them: what is checked and what is connected to must not come from two parsers.
enum CurlURL {
    /// - Throws: also where the URL holds a user or a password, which belong into an Authorization header (RFC 9110,
    ///   section 4.2.4) and would be kept with the result.
    static func origin(of url: String) throws(RequestRules.Violation) -> Origin {
        guard let parsed = curl_url() else { throw invalid("there is no memory to read the url") }
        defer { curl_url_cleanup(parsed) }
        let code = curl_url_set(parsed, CURLUPART_URL, url, 0)
        guard code == CURLUE_OK else {
            throw invalid("url: " + (curl_url_strerror(code).map { String(cString: $0) } ?? "no url"))
        }
        guard part(parsed, CURLUPART_USER) == nil, part(parsed, CURLUPART_PASSWORD) == nil else {
            throw invalid("url must not hold a user or a password: send an Authorization header")
        }
        guard let scheme = part(parsed, CURLUPART_SCHEME), let host = part(parsed, CURLUPART_HOST), !host.isEmpty,
            let port = part(parsed, CURLUPART_PORT, flags: UInt32(CURLU_DEFAULT_PORT))
        else { throw invalid("url names no host") }
        return Origin(scheme: scheme, host: host, port: port)
    }

    /// Where a Location header leads: absolute, but not checked.
    ///
    /// - Returns: `nil` if it leads nowhere.
    static func resolve(_ location: String, against base: String) -> String? {
        guard let parsed = curl_url() else { return nil }
        defer { curl_url_cleanup(parsed) }
        // Of whatever scheme, so that it is refused by its name.
        let flags = UInt32(CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME)
        guard curl_url_set(parsed, CURLUPART_URL, base, 0) == CURLUE_OK,
            curl_url_set(parsed, CURLUPART_URL, location, flags) == CURLUE_OK
        else { return nil }
        return part(parsed, CURLUPART_URL)
    }

    /// - Returns: `nil` if the URL names none.
    static func host(of url: String) -> String? {
        guard let parsed = curl_url() else { return nil }
        defer { curl_url_cleanup(parsed) }
        guard curl_url_set(parsed, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            let host = part(parsed, CURLUPART_HOST), !host.isEmpty
        else { return nil }
        return host
    }

    private static func invalid(_ message: String) -> RequestRules.Violation {
        RequestRules.Violation(code: "invalid_url", message: message)
    }

    private static func part(_ url: OpaquePointer, _ part: CURLUPart, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
