import HTTPRequestPolicy
import Testing

@Suite struct RequestRulesTests {
    @Test(arguments: ["http://example.com", "https://example.com/a?b#c", "HTTPS://[::1]:8443/"])
    func urlsOfTheWeb(_ url: String) throws {
        try RequestRules.check(url: url)
    }

    @Test(arguments: [
        "", "example.com", "file:///etc/passwd", "ftp://example.com", "//example.com", " http://example.com",
        "http://a/\r\nHost: b", "http://a/ b", "gopher://example.com", "httpx://example.com", "http:/example.com",
    ])
    func otherURLs(_ url: String) {
        #expect { try RequestRules.check(url: url) } throws: { ($0 as? RequestRules.Violation)?.code == "invalid_url" }
    }

    @Test func methods() throws {
        try RequestRules.check(method: "PATCH")
        for method in ["", "get", "CONNECT", "TRACE", "GET /"] {
            #expect(throws: RequestRules.Violation.self) { try RequestRules.check(method: method) }
        }
    }

    @Test func headers() throws {
        try RequestRules.check(header: "X-Trace_1", value: "a b\tc λ")
        for (name, value) in [
            ("", "a"), ("a b", "c"), ("a:", "b"), ("a\r\n", "b"), ("a", "b\r\nc: d"), ("a", "\u{0}"), ("λ", "a"),
            ("Host", "b"), ("content-LENGTH", "3"), ("Transfer-Encoding", "chunked"),
        ] {
            #expect { try RequestRules.check(header: name, value: value) } throws: {
                ($0 as? RequestRules.Violation)?.code == "invalid_header"
            }
        }
    }

    @Test func sizes() throws {
        func request(url: String = "http://a/", headers: [String: String] = [:], body: Int? = nil) -> OutgoingRequest {
            OutgoingRequest(
                url: url, method: "PUT", headers: headers, body: body.map { Array(repeating: 0x61, count: $0) })
        }
        let many = { Dictionary(uniqueKeysWithValues: (1...$0).map { ("x-\($0)", "") }) }
        let long = { ["a": String(repeating: "b", count: $0 - 1)] }
        try RequestRules.check(
            request(
                url: "http://a/" + String(repeating: "b", count: RequestRules.maximumURLBytes - 9),
                headers: many(RequestRules.maximumHeaders), body: RequestRules.maximumBodyBytes))
        try RequestRules.check(request(headers: long(RequestRules.maximumHeaderBytes)))
        for (request, code) in [
            (
                request(url: "http://a/" + String(repeating: "b", count: RequestRules.maximumURLBytes - 8)),
                "invalid_url"
            ),
            (request(headers: many(RequestRules.maximumHeaders + 1)), "invalid_header"),
            (request(headers: long(RequestRules.maximumHeaderBytes + 1)), "invalid_header"),
            (request(body: RequestRules.maximumBodyBytes + 1), "invalid_body"),
            (OutgoingRequest(url: "http://a/", method: "HEAD", body: []), "invalid_body"),
        ] {
            #expect { try RequestRules.check(request) } throws: { ($0 as? RequestRules.Violation)?.code == code }
        }
    }
}
