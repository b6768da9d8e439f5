/// What a redirect makes of a request: RFC 9110, section 15.4.
package enum RedirectRules {
    /// More of them are a loop.
    package static let maximumRedirects = 10

    /// The statuses that name one other place for the request.
    package static func isRedirect(_ status: Int) -> Bool {
        [301, 302, 303, 307, 308].contains(status)
    }

    /// Headers that go to another origin too: they describe the body and what is acceptable. All else that a job sends
    /// may be a credential, by whatever name, and stays with the server that it was meant for.
    static let headersForAnyOrigin: Set<String> = [
        "accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "content-encoding",
        "content-language", "content-type", "if-match", "if-modified-since", "if-none-match", "if-range",
        "if-unmodified-since", "pragma", "prefer", "range", "traceparent", "tracestate", "user-agent",
    ]

    /// The request that follows.
    ///
    /// - Parameters:
    ///   - url: where to, absolute.
    ///   - isSameOrigin: whether scheme, host and port stay.
    package static func follow(
        _ request: OutgoingRequest, status: Int, to url: String, isSameOrigin: Bool
    ) -> OutgoingRequest {
        var headers = request.headers
        if !isSameOrigin { headers = headers.filter { headersForAnyOrigin.contains($0.key.lowercased()) } }
        let becomesGet =
            status == 303 && request.method != "HEAD" || (301...302).contains(status) && request.method == "POST"
        guard becomesGet else {
            return OutgoingRequest(url: url, method: request.method, headers: headers, body: request.body)
        }
        // Without the body, nothing may describe one.
        headers = headers.filter { !$0.key.lowercased().hasPrefix("content-") }
        return OutgoingRequest(url: url, method: "GET", headers: headers)
    }
}
