import CJobyardPlugin
import Foundation
import Testing

/// `http_request` against a server on this machine.
@Suite final class HTTPRequestPluginTests {
    struct Response: Decodable {
        let status: Int
        let headers: [String: String]
        let body: String
        let bodyEncoding: String?

        enum CodingKeys: String, CodingKey {
            case status, headers, body
            case bodyEncoding = "body_encoding"
        }
    }

    let server: CannedHTTPServer
    let plugin: DrivenPlugin

    init() throws {
        server = try CannedHTTPServer()
        plugin = try DrivenPlugin(builtIn: "http_request", host: .permissive)
    }

    deinit {
        server.stop()
        plugin.stop()
    }

    private func response(_ payload: String) async throws -> Response {
        let attempt = await plugin.run(payload)
        #expect(attempt.outcome == JOBYARD_OK, "\(attempt)")
        return try JSONDecoder().decode(Response.self, from: Data(try #require(attempt.result).utf8))
    }

    @Test func sendsWhatIsAskedAndAnswersWithWhatCame() async throws {
        let response = try await response(
            """
            {"url": "\(server.url("/request"))", "method": "PUT", "headers": {"X-Color": "cyan", "X-Empty": ""},
             "body": "λ=1", "timeout_seconds": 10}
            """)
        #expect(response.status == 200)
        #expect(response.headers["x-twice"] == "a, b")
        #expect(response.bodyEncoding == nil)
        let lines = response.body.split(separator: "\r\n").map(String.init)
        #expect(lines.first == "PUT /request HTTP/1.1")
        #expect(lines.last == "λ=1")
        #expect(lines.contains("X-Color: cyan"))
        #expect(lines.contains("X-Empty:") || lines.contains("X-Empty: "))
        #expect(lines.contains("Content-Length: 4"))
        #expect(!lines.contains { $0.hasPrefix("Content-Type") || $0.hasPrefix("Expect") })
    }

    @Test func getsWithoutABodyAndPostsAnEmptyOne() async throws {
        let get = try await response(#"{"url": "\#(server.url("/request"))"}"#)
        #expect(get.body.hasPrefix("GET /request HTTP/1.1\r\n"))
        #expect(!get.body.contains("Content-Length"))
        let post = try await response(#"{"url": "\#(server.url("/request"))", "method": "POST"}"#)
        #expect(post.body.contains("Content-Length: 0\r\n"))
        let head = try await response(#"{"url": "\#(server.url("/request"))", "method": "HEAD"}"#)
        #expect(head.body.isEmpty && head.headers["content-length"] != nil)
    }

    @Test func bodiesThatAreNoText() async throws {
        let response = try await response(#"{"url": "\#(server.url("/binary"))"}"#)
        #expect(response.bodyEncoding == "base64")
        #expect(Data(base64Encoded: response.body) == Data([0xFF, 0x00, 0xFE]))
    }

    @Test func redirectsAreNotFollowed() async throws {
        let response = try await response(#"{"url": "\#(server.url("/redirect"))"}"#)
        #expect(response.status == 302)
        #expect(response.headers["location"] == "/request")
    }

    @Test func bodiesUpToTheLimit() async throws {
        let response = try await response(#"{"url": "\#(server.url("/full"))"}"#)
        #expect(response.body.utf8.count == 256 * 1024)
    }

    @Test(
        arguments: [
            ("/404", JOBYARD_DISCARD, "http_404", -1), ("/429", JOBYARD_RETRY, "http_429", -1),
            ("/500", JOBYARD_RETRY, "http_500", -1), ("/busy", JOBYARD_RETRY, "http_503", 7000),
            ("/large", JOBYARD_DISCARD, "response_too_large", -1),
            ("/heads", JOBYARD_DISCARD, "response_too_large", -1),
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

    @Test func cancelled() async throws {
        let attempt = await plugin.run(#"{"url": "\#(server.url("/silent"))"}"#, cancelling: true)
        #expect(attempt.outcome == JOBYARD_CANCELLED)
    }

    @Test(arguments: [
        (#"{"url": "file:///etc/passwd"}"#, "invalid_url"), (#"{"url": "http://"}"#, "invalid_url"),
        (#"{"url": "http://127.0.0.1:1/", "headers": {"a": "b\r\nc: d"}}"#, "invalid_header"),
        (#"{"url": "http://127.0.0.1:1/", "method": "TRACE"}"#, "invalid_method"),
        (#"{"url": "http://127.0.0.1:1/", "timeout_seconds": 0}"#, "invalid_payload"),
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
        "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://user@127.0.0.1:PORT/",
        "http://example.com@127.0.0.1:PORT/",
    ])
    func privateAddressesAreRefused(_ url: String) async throws {
        let strict = try DrivenPlugin(builtIn: "http_request", host: .plain)
        defer { strict.stop() }
        let attempt = await strict.run(#"{"url": "\#(url.replacing("PORT", with: "\(server.port)"))"}"#)
        #expect(attempt.outcome == JOBYARD_DISCARD)
        #expect(attempt.errorCode == "address_refused")
    }

    @Test func settingsThatAreNoneRefuseThePlugin() {
        #expect(throws: DrivenPlugin.Failure.self) { try DrivenPlugin(builtIn: "http_request", host: .verbose) }
    }
}
