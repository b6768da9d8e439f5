import CJobyardPlugin
import Foundation
import Testing

/// `http_request` against a server on this machine.
@Suite final class HTTPRequestPluginTests {
    let server: CannedHTTPServer
    let plugin: DrivenPlugin

    init() throws {
        server = try CannedHTTPServer()
        plugin = try DrivenPlugin(builtIn: "http_request", host: .open)
    }

    deinit {
        server.stop()
        plugin.stop()
    }

    @Test func sendsWhatIsAskedAndAnswersWithWhatCame() async throws {
        let response = try await plugin.httpResult(
            """
            {"url": "\(server.url("/request"))", "method": "PUT", "headers": {"X-Color": "cyan", "X-Empty": ""},
             "body": "λ=1", "timeout_seconds": 10}
            """)
        #expect(response.status == 200)
        #expect(response.headers["x-twice"] == "a, b")
        #expect(response.bodyEncoding == "text" && response.httpVersion == "1.1")
        #expect(response.url == server.url("/request") && response.redirects == 0)
        let lines = response.body.split(separator: "\r\n").map(String.init)
        #expect(lines.first == "PUT /request HTTP/1.1")
        #expect(lines.last == "λ=1")
        #expect(lines.contains("X-Color: cyan"))
        #expect(lines.contains("X-Empty:") || lines.contains("X-Empty: "))
        #expect(lines.contains("Content-Length: 4"))
        #expect(lines.contains("Accept-Encoding: identity"))
        #expect(!lines.contains { $0.hasPrefix("Content-Type") || $0.hasPrefix("Expect") })
    }

    @Test func getsWithoutABodyAndPostsAnEmptyOne() async throws {
        let get = try await plugin.httpResult(#"{"url": "\#(server.url("/request"))"}"#)
        #expect(get.body.hasPrefix("GET /request HTTP/1.1\r\n"))
        #expect(!get.body.contains("Content-Length"))
        let post = try await plugin.httpResult(#"{"url": "\#(server.url("/request"))", "method": "POST"}"#)
        #expect(post.body.contains("Content-Length: 0\r\n"))
        let head = try await plugin.httpResult(#"{"url": "\#(server.url("/request"))", "method": "HEAD"}"#)
        #expect(head.body.isEmpty && head.headers["content-length"] != nil)
    }

    @Test func bodiesThatAreNoText() async throws {
        let response = try await plugin.httpResult(#"{"url": "\#(server.url("/binary"))"}"#)
        #expect(response.bodyEncoding == "base64")
        #expect(Data(base64Encoded: response.body) == Data([0xFF, 0x00, 0xFE]))
    }

    @Test func bodiesInBase64() async throws {
        let response = try await plugin.httpResult(
            #"{"url": "\#(server.url("/request"))", "method": "POST", "body": "AGJjCg==", "body_encoding": "base64"}"#)
        #expect(response.body.hasSuffix("\r\n\r\n\0bc\n"))
        #expect(response.body.contains("Content-Length: 4\r\n"))
    }

    @Test func redirectsAreNotFollowedUnasked() async throws {
        let response = try await plugin.httpResult(#"{"url": "\#(server.url("/302?/request"))"}"#)
        #expect(response.status == 302 && response.redirects == 0)
        #expect(response.headers["location"] == "/request")
    }

    @Test func timingHasAllParts() async throws {
        let timing = try await plugin.httpResult(#"{"url": "\#(server.url("/request"))"}"#).timing
        #expect(Set(timing.keys) == ["dns", "connect", "tls", "first_byte", "total"])
        #expect(timing.values.allSatisfy { $0 >= 0 })
        #expect(timing["tls"] == 0)
        let total = try #require(timing["total"])
        #expect(total > 0 && timing.values.allSatisfy { $0 <= total })
    }

    @Test func expectedStatuses() async throws {
        let missing = server.url("/404")
        let response = try await plugin.httpResult(#"{"url": "\#(missing)", "expect_status": ["2xx", 404]}"#)
        #expect(response.status == 404)
        for (path, outcome, code) in [
            ("/200", JOBYARD_DISCARD, "http_200"), ("/302", JOBYARD_DISCARD, "http_302"),
            ("/500", JOBYARD_RETRY, "http_500"),
        ] {
            let attempt = await plugin.run(#"{"url": "\#(server.url(path))", "expect_status": [404]}"#)
            #expect(attempt.outcome == outcome)
            #expect(attempt.errorCode == code)
            #expect(attempt.errorMessage?.hasSuffix("; expected was 404") == true)
        }
        let usual = await plugin.run(#"{"url": "\#(missing)"}"#)
        #expect(usual.errorMessage?.hasSuffix("; expected was 2xx, 3xx") == true)
    }

    @Test func bodiesUpToTheLimit() async throws {
        let full = server.url("/full")
        let response = try await plugin.httpResult(#"{"url": "\#(full)"}"#)
        #expect(response.body.utf8.count == 256 * 1024)
        for (asked, code) in [(262_143, "response_too_large"), (262_145, "invalid_payload"), (0, "invalid_payload")] {
            let attempt = await plugin.run(#"{"url": "\#(full)", "max_response_bytes": \#(asked)}"#)
            #expect(attempt.outcome == JOBYARD_DISCARD)
            #expect(attempt.errorCode == code)
        }
    }

    @Test func theOperatorsLimit() async throws {
        let narrow = try DrivenPlugin(builtIn: "http_request", host: .narrow)
        defer { narrow.stop() }
        #expect(await narrow.run(#"{"url": "\#(server.url("/full"))"}"#).errorCode == "response_too_large")
        #expect(await narrow.run(#"{"url": "\#(server.url("/binary"))"}"#).outcome == JOBYARD_OK)
        let beyond = await narrow.run(#"{"url": "\#(server.url("/binary"))", "max_response_bytes": 1001}"#)
        #expect(beyond.errorCode == "invalid_payload")
    }

    @Test(
        arguments: [
            ("/404", JOBYARD_DISCARD, "http_404", -1), ("/429", JOBYARD_RETRY, "http_429", -1),
            ("/500", JOBYARD_RETRY, "http_500", -1), ("/busy", JOBYARD_RETRY, "http_503", 7000),
            ("/large", JOBYARD_DISCARD, "response_too_large", -1),
            ("/broken", JOBYARD_RETRY, "connection_failed", -1),
        ] as [(String, Int32, String, Int64)])
    func failures(_ path: String, _ outcome: Int32, _ code: String, _ retryAfter: Int64) async throws {
        let attempt = await plugin.run(#"{"url": "\#(server.url(path))"}"#)
        #expect(attempt.outcome == outcome)
        #expect(attempt.errorCode == code)
        #expect(attempt.retryAfterMilliseconds == retryAfter)
        #expect(attempt.result == nil)
    }

    @Test func nobodyListens() async throws {
        let attempt = await plugin.run(#"{"url": "http://127.0.0.1:1/"}"#)
        #expect(attempt.outcome == JOBYARD_RETRY)
        #expect(attempt.errorCode == "connection_failed")
    }

    @Test func timesOutByThePayloadAndByTheAttempt() async throws {
        let silent = server.url("/silent")
        let byPayload = await plugin.run(#"{"url": "\#(silent)", "timeout_seconds": 0.05}"#)
        #expect(byPayload.outcome == JOBYARD_RETRY)
        #expect(byPayload.errorCode == "timeout")
        let byAttempt = await plugin.run(#"{"url": "\#(silent)"}"#, remainingMilliseconds: 50)
        #expect(byAttempt.errorCode == "timeout")
        let over = await plugin.run(#"{"url": "\#(silent)"}"#, remainingMilliseconds: 0)
        #expect(over.errorCode == "timeout")
    }

    @Test(.timeLimit(.minutes(1))) func timesOutWhileConnecting() async throws {
        let deaf = try DeafListener()
        defer { deaf.stop() }
        let attempt = await plugin.run(
            #"{"url": "\#(deaf.url)", "connect_timeout_seconds": 0.1, "timeout_seconds": 86400}"#)
        #expect(attempt.outcome == JOBYARD_RETRY)
        #expect(attempt.errorCode == "timeout")
    }

    @Test func proxiesOfTheEnvironmentAreIgnored() async {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "all_proxy", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
            let server = try CannedHTTPServer()
            let plugin = try DrivenPlugin(builtIn: "http_request", host: .open)
            #expect(try await plugin.httpResult(#"{"url": "\#(server.url("/request"))"}"#).status == 200)
        }
    }

    @Test(arguments: [
        (#"{"url": "file:///etc/passwd"}"#, "invalid_url"), (#"{"url": "http://"}"#, "invalid_url"),
        (#"{"url": "http://127.0.0.1:1/", "headers": {"a": "b\r\nc: d"}}"#, "invalid_header"),
        (#"{"url": "http://127.0.0.1:1/", "method": "TRACE"}"#, "invalid_method"),
        (#"{"url": "http://127.0.0.1:1/", "timeout_seconds": 0}"#, "invalid_payload"),
        (#"{"url": "http://127.0.0.1:1/", "connect_timeout_seconds": 0}"#, "invalid_payload"),
        (#"{"url": "http://127.0.0.1:1/", "expect_status": ["ok"]}"#, "invalid_payload"),
        (#"{"url": "http://127.0.0.1:1/", "body": "a", "body_encoding": "base64"}"#, "invalid_body"),
        (#"{"url": "http://127.0.0.1:1/", "body": "a", "body_encoding": "latin1"}"#, "invalid_payload"),
        (#"{"url": "http://127.0.0.1:1/", "body": "a", "method": "HEAD"}"#, "invalid_body"),
        (#"{"url": "http://user@127.0.0.1:1/"}"#, "invalid_url"),
        (#"{"url": "http://user:secret@127.0.0.1:1/"}"#, "invalid_url"),
        (#"{"url": "http://example.com@127.0.0.1:1/"}"#, "invalid_url"),
        (#"{"url": "http://127.0.0.1:99999/"}"#, "invalid_url"),
        (#"{"method": "GET"}"#, "invalid_payload"),
    ])
    func requestsThatAreNone(_ payload: String, _ code: String) async throws {
        let attempt = await plugin.run(payload)
        #expect(attempt.outcome == JOBYARD_DISCARD)
        #expect(attempt.errorCode == code)
    }

    @Test(arguments: [
        "http://127.0.0.1:PORT/request", "http://localhost:PORT/request", "http://2130706433:PORT/request",
        "http://0x7f.1:PORT/request", "http://0.0.0.0:PORT/request", "http://[::1]:PORT/request",
        "http://[::ffff:127.0.0.1]:PORT/request", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
        "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://192.0.2.1/", "http://[2001:db8::1]/",
    ])
    func privateAddressesAreRefused(_ url: String) async throws {
        let strict = try DrivenPlugin(builtIn: "http_request", host: .plain)
        defer { strict.stop() }
        let attempt = await strict.run(#"{"url": "\#(url.replacing("PORT", with: "\(server.port)"))"}"#)
        #expect(attempt.outcome == JOBYARD_DISCARD)
        #expect(attempt.errorCode == "address_refused")
        #expect(server.requests.isEmpty)
    }

    @Test func settingsThatAreNoneRefuseThePlugin() {
        #expect(throws: DrivenPlugin.Failure.self) { try DrivenPlugin(builtIn: "http_request", host: .verbose) }
    }
}
