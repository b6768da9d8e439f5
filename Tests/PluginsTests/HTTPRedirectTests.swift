import CJobyardPlugin
import Foundation
import Testing

/// How `http_request` follows redirects.
@Suite final class HTTPRedirectTests {
    let server: CannedHTTPServer
    /// Another origin.
    let other: CannedHTTPServer
    let plugin: DrivenPlugin

    init() throws {
        server = try CannedHTTPServer()
        other = try CannedHTTPServer()
        plugin = try DrivenPlugin(builtIn: "http_request", host: .open)
    }

    deinit {
        server.stop()
        other.stop()
        plugin.stop()
    }

    private func payload(_ path: String, _ more: String = "") -> String {
        #"{"url": "\#(server.url(path))", "follow_redirects": true\#(more)}"#
    }

    @Test(arguments: [
        "/request", "request", "//127.0.0.1:PORT/request", "http://127.0.0.1:PORT/request", "./a/../request",
    ])
    func leadsAnywhere(_ location: String) async throws {
        let target = location.replacing("PORT", with: "\(server.port)")
        let result = try await plugin.httpResult(payload("/302?\(target)"))
        #expect(result.status == 200 && result.redirects == 1)
        #expect(result.url == server.url("/request"))
        #expect(result.body.hasPrefix("GET /request HTTP/1.1\r\n"))
        #expect(server.requests.count == 2)
    }

    @Test(
        arguments: [
            (301, "POST", "GET", false), (302, "POST", "GET", false), (303, "PUT", "GET", false),
            (307, "POST", "POST", true), (308, "PUT", "PUT", true), (302, "PATCH", "PATCH", true),
        ] as [(Int, String, String, Bool)])
    func methodAndBody(_ status: Int, _ method: String, _ expected: String, _ keepsBody: Bool) async throws {
        let more =
            #", "method": "\#(method)", "body": "the body", "headers": {"Content-Type": "text/plain", "X-A": "b"}"#
        let result = try await plugin.httpResult(payload("/\(status)?/request", more))
        #expect(result.body.hasPrefix("\(expected) /request "))
        #expect(result.body.hasSuffix("\r\n\r\n" + (keepsBody ? "the body" : "")))
        #expect(result.body.contains("Content-Type: text/plain\r\n") == keepsBody)
        #expect(result.body.contains("Content-Length") == keepsBody)
        #expect(result.body.contains("X-A: b\r\n"))
    }

    @Test func credentialsStayWithTheirOrigin() async throws {
        let more =
            #", "headers": {"authorization": "Bearer a", "Cookie": "b=c", "X-Api-Key": "d", "Accept": "text/plain"}"#
        for (target, keeps) in [(server.url("/request"), true), (other.url("/request"), false)] {
            let result = try await plugin.httpResult(payload("/307?\(target)", more))
            #expect(result.body.contains("Accept: text/plain\r\n"))
            for header in ["authorization: Bearer a", "Cookie: b=c", "X-Api-Key: d"] {
                #expect(result.body.contains(header) == keeps, "\(header)")
            }
        }
        // By way of another origin and back.
        let back = other.url("/307?\(server.url("/request"))")
        let result = try await plugin.httpResult(payload("/307?\(back)", more))
        #expect(result.redirects == 2 && result.url == server.url("/request"))
        #expect(!result.body.contains("Bearer") && !result.body.contains("Cookie"))
    }

    @Test func cookiesOfResponsesAreNotKept() async throws {
        let result = try await plugin.httpResult(payload("/302?/request"))
        #expect(!result.body.contains("Cookie"))
    }

    @Test func tenTimesAtMost() async throws {
        let attempt = await plugin.run(payload("/302?"))
        #expect(attempt.outcome == JOBYARD_OK, "no place is named, so the response is the result: \(attempt)")
        let loop = await plugin.run(payload("/loop"))
        #expect(loop.outcome == JOBYARD_DISCARD)
        #expect(loop.errorCode == "too_many_redirects")
        #expect(server.requests.filter { $0.hasPrefix("GET /loop") }.count == 11)
    }

    @Test(arguments: [
        "file:///etc/passwd", "gopher://127.0.0.1:PORT/_x", "ftp://127.0.0.1/", "dict://127.0.0.1:PORT/",
        "javascript:alert(1)",
        "http://user:secret@127.0.0.1:PORT/request", "http://", "http://127.0.0.1:99999/", "data:,x",
    ])
    func refusedTargets(_ location: String) async throws {
        let target = location.replacing("PORT", with: "\(other.port)")
        let attempt = await plugin.run(payload("/302?\(target)"))
        #expect(attempt.outcome == JOBYARD_DISCARD, "\(attempt)")
        #expect(attempt.errorCode == "redirect_refused")
        #expect(attempt.errorMessage?.contains("secret") == false)
        if location.hasPrefix("ftp:") { #expect(attempt.errorMessage?.contains("redirects to 127.0.0.1, but") == true) }
        #expect(server.requests.count == 1 && other.requests.isEmpty)
    }

    @Test(arguments: [
        "http://127.0.0.1:PORT/request", "http://localhost:PORT/request", "//0.0.0.0:PORT/request",
        "http://[::ffff:127.0.0.1]:PORT/request", "http://2130706433:PORT/", "http://169.254.169.254/latest/meta-data/",
    ])
    func everyAddressIsLookedAt(_ location: String) async throws {
        let allowed = try CannedHTTPServer(address: "127.0.0.2")
        let selective = try DrivenPlugin(builtIn: "http_request", host: .selective)
        defer {
            allowed.stop()
            selective.stop()
        }
        // From one address that may be connected to, by way of it again, to one that may not.
        let target = location.replacing("PORT", with: "\(server.port)")
        let start = allowed.url("/307?/302?\(target)")
        let attempt = await selective.run(#"{"url": "\#(start)", "follow_redirects": true}"#)
        #expect(attempt.outcome == JOBYARD_DISCARD)
        #expect(attempt.errorCode == "address_refused", "\(attempt)")
        #expect(allowed.requests.count == 2)
        #expect(server.requests.isEmpty)
    }

    @Test func theStatusIsOfTheLastResponse() async throws {
        let missing = await plugin.run(payload("/302?/404", #", "expect_status": ["2xx", 302]"#))
        #expect(missing.errorCode == "http_404")
        let busy = await plugin.run(payload("/302?/busy"))
        #expect(busy.errorCode == "http_503" && busy.retryAfterMilliseconds == 7000)
        let silent = await plugin.run(payload("/302?/silent", #", "timeout_seconds": 0.2"#))
        #expect(silent.errorCode == "timeout")
    }
}
