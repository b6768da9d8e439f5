import CJobyardPlugin
import Foundation
import Synchronization
import Testing

/// `http_request` against servers that mean no good: each attempt ends, with a clear error.
@Suite(.timeLimit(.minutes(1))) final class HostileServerTests {
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

    @Test(
        arguments: [
            ("/endless-body", JOBYARD_DISCARD, "response_too_large"),
            ("/endless-chunks", JOBYARD_DISCARD, "response_too_large"),
            ("/endless-headers", JOBYARD_DISCARD, "response_too_large"),
            ("/endless-short-headers", JOBYARD_DISCARD, "response_too_large"),
            ("/endless-line", JOBYARD_DISCARD, "response_too_large"),
            ("/endless-interim", JOBYARD_DISCARD, "response_too_large"),
            ("/endless-trailers", JOBYARD_DISCARD, "response_too_large"),
            ("/endless-error", JOBYARD_RETRY, "http_503"), ("/endless-refusal", JOBYARD_DISCARD, "http_404"),
            ("/short-of-its-length", JOBYARD_RETRY, "connection_failed"),
            ("/two-lengths", JOBYARD_RETRY, "connection_failed"),
            ("/length-of-nothing", JOBYARD_RETRY, "connection_failed"),
            ("/closes-in-chunk", JOBYARD_RETRY, "connection_failed"),
            ("/closes-in-head", JOBYARD_RETRY, "connection_failed"),
            ("/no-http", JOBYARD_RETRY, "connection_failed"),
            ("/negative-status", JOBYARD_RETRY, "connection_failed"),
        ] as [(String, Int32, String)])
    func failures(_ path: String, _ outcome: Int32, _ code: String) async throws {
        let attempt = await plugin.run(#"{"url": "\#(server.url(path))", "timeout_seconds": 50}"#)
        #expect(attempt.outcome == outcome, "\(attempt)")
        #expect(attempt.errorCode == code)
        #expect(attempt.result == nil)
    }

    @Test(arguments: ["/slow-body", "/slow-head"])
    func dripping(_ path: String) async throws {
        let attempt = await plugin.run(#"{"url": "\#(server.url(path))", "timeout_seconds": 0.2}"#)
        #expect(attempt.outcome == JOBYARD_RETRY)
        #expect(attempt.errorCode == "timeout")
    }

    @Test func retryAfterOfAnEndlessError() async throws {
        let attempt = await plugin.run(#"{"url": "\#(server.url("/endless-error"))"}"#)
        #expect(attempt.retryAfterMilliseconds == 9000)
    }

    @Test func bodiesOfRedirectsAreNotRead() async throws {
        let result = try await plugin.httpResult(
            #"{"url": "\#(server.url("/endless-redirect"))", "follow_redirects": true}"#)
        #expect(result.status == 200 && result.redirects == 1)
    }

    @Test func whatIsBeyondTheLengthIsNotRead() async throws {
        let result = try await plugin.httpResult(#"{"url": "\#(server.url("/beyond-its-length"))"}"#)
        #expect(result.body == "0123")
    }

    @Test func trailersAreNotHeaders() async throws {
        let result = try await plugin.httpResult(
            #"{"url": "\#(server.url("/evil-trailers"))", "follow_redirects": true}"#)
        #expect(result.body == "a" && result.headers == ["transfer-encoding": "chunked"])
    }

    @Test func nothingIsInflated() async throws {
        let result = try await plugin.httpResult(#"{"url": "\#(server.url("/compressed"))"}"#)
        #expect(result.body == "\u{1f}zzzzz" && result.headers["content-encoding"] == "gzip")
    }

    /// Good responses with some bytes changed, doubled or gone: whatever they have become, the attempt ends as one
    /// should.
    @Test func mutatedResponses() async throws {
        let good = [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nT: u\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 204 None\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: /request\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 503 Busy\r\nRetry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 2\r\n\r\nno",
        ]
        var state: UInt64 = 2026
        func draw(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for _ in 1...500 {
            var bytes = Array(good[draw(below: good.count)].utf8)
            for _ in 0...draw(below: 4) {
                let at = draw(below: bytes.count)
                switch draw(below: 4) {
                case 0: bytes[at] = UInt8(draw(below: 256))
                case 1 where bytes.count > 1: bytes.remove(at: at)
                case 2: bytes.insert(contentsOf: bytes[at...].prefix(1 + draw(below: 20)), at: at)
                default: bytes.removeSubrange((at + 1)...)
                }
            }
            let path = "/bytes?\(Data(bytes).base64EncodedString())"
            let attempt = await plugin.run(
                #"{"url": "\#(server.url(path))", "follow_redirects": true, "timeout_seconds": 50}"#)
            if attempt.outcome == JOBYARD_OK {
                let result = try #require(attempt.result)
                _ = try JSONDecoder().decode(HTTPResult.self, from: Data(result.utf8))
            } else {
                #expect([JOBYARD_RETRY, JOBYARD_DISCARD].contains(attempt.outcome), "\(bytes)")
                #expect(attempt.errorCode != nil && attempt.errorCode != "timeout" && attempt.result == nil, "\(bytes)")
            }
        }
    }

    @Test func cancelledInMidTransfer() async throws {
        let server = try CannedHTTPServer { FakeHost.isServed.store(true, ordering: .releasing) }
        let cancelling = try DrivenPlugin(builtIn: "http_request", host: .cancellingWhenServed)
        defer {
            server.stop()
            cancelling.stop()
        }
        for path in ["/silent", "/slow-body", "/slow-head"] {
            FakeHost.isServed.store(false, ordering: .releasing)
            let attempt = await cancelling.run(#"{"url": "\#(server.url(path))", "timeout_seconds": 86400}"#)
            #expect(attempt.outcome == JOBYARD_CANCELLED, "\(path)")
            #expect(server.requests.last?.hasPrefix("GET \(path) ") == true)
        }
    }

    @Test func cancelledWhileConnecting() async throws {
        let deaf = try DeafListener()
        let cancelling = try DrivenPlugin(builtIn: "http_request", host: .cancellingWhenAsked)
        defer {
            deaf.stop()
            cancelling.stop()
        }
        let attempt = await cancelling.run(
            #"{"url": "\#(deaf.url)", "timeout_seconds": 86400, "connect_timeout_seconds": 86400}"#)
        #expect(attempt.outcome == JOBYARD_CANCELLED)
    }
}
