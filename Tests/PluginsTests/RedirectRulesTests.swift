import HTTPRequestPolicy
import Testing

@Suite struct RedirectRulesTests {
    @Test func fiveStatusesAreFollowed() {
        #expect((100...599).filter(RedirectRules.isRedirect) == [301, 302, 303, 307, 308])
    }

    @Test(
        arguments: [
            ("GET", 301, "GET"), ("GET", 302, "GET"), ("GET", 303, "GET"), ("GET", 307, "GET"), ("GET", 308, "GET"),
            ("HEAD", 301, "HEAD"), ("HEAD", 303, "HEAD"), ("HEAD", 307, "HEAD"),
            ("POST", 301, "GET"), ("POST", 302, "GET"), ("POST", 303, "GET"), ("POST", 307, "POST"),
            ("POST", 308, "POST"),
            ("PUT", 301, "PUT"), ("PUT", 302, "PUT"), ("PUT", 303, "GET"), ("PUT", 307, "PUT"), ("PUT", 308, "PUT"),
            ("PATCH", 302, "PATCH"), ("DELETE", 303, "GET"), ("DELETE", 301, "DELETE"), ("OPTIONS", 303, "GET"),
        ] as [(String, Int, String)])
    func methods(_ method: String, _ status: Int, _ expected: String) {
        let body: [UInt8]? = method == "HEAD" ? nil : [1, 2, 3]
        let headers = ["Content-Type": "text/plain", "Accept": "*/*", "X-Key": "secret"]
        let request = OutgoingRequest(url: "http://a/", method: method, headers: headers, body: body)
        let next = RedirectRules.follow(request, status: status, to: "http://a/b", isSameOrigin: true)
        #expect(next.url == "http://a/b")
        #expect(next.method == expected)
        let keepsBody = method == expected && !(status == 303 && method == "GET")
        #expect(next.body == (keepsBody ? body : nil))
        #expect(next.headers == (keepsBody ? headers : ["Accept": "*/*", "X-Key": "secret"]))
    }

    @Test func credentialsStayWithTheirOrigin() {
        let harmless = ["Accept": "*/*", "content-TYPE": "text/plain", "User-Agent": "me", "Range": "bytes=0-1"]
        let secret = ["Authorization": "Basic a", "COOKIE": "b", "X-Api-Key": "c", "x-anything": "d"]
        let request = OutgoingRequest(
            url: "https://a/", method: "POST", headers: harmless.merging(secret) { first, _ in first }, body: [1])
        let there = RedirectRules.follow(request, status: 307, to: "https://b/", isSameOrigin: false)
        #expect(there.headers == harmless)
        #expect(there.body == [1])
        // Once gone, they do not come back.
        let back = RedirectRules.follow(there, status: 307, to: "https://a/", isSameOrigin: false)
        #expect(back.headers == harmless)
    }

    @Test func originsAreSchemeHostAndPort() {
        let origin = Origin(scheme: "https", host: "a.example", port: "443")
        #expect(Origin(scheme: "HTTPS", host: "A.example", port: "443") == origin)
        #expect(Origin(scheme: "http", host: "a.example", port: "443") != origin)
        #expect(Origin(scheme: "https", host: "b.example", port: "443") != origin)
        #expect(Origin(scheme: "https", host: "a.example", port: "8443") != origin)
    }
}
