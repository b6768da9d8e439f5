import Foundation
import Synchronization
import Testing

@testable import jobyard

@Suite(.timeLimit(.minutes(1))) struct JobyardClientTests {
    private func asking<Result>(
        _ answer: @escaping @Sendable (String) -> [UInt8]?, timeout: Duration = .seconds(30),
        _ body: (JobyardClient) async throws -> Result
    ) async throws -> Result {
        let server = try CannedServer(answer)
        defer { withExtendedLifetime(server) {} }
        return try await JobyardClient.with(ServerAddress(server.url), timeout: timeout, body)
    }

    private static func job(_ status: String) -> String {
        #"{"job_id":"i", "job_type":"t","status":"\#(status)","attempt":1}"#
    }

    @Test func theBytesStayAsTheyCame() async throws {
        let answer = try await asking(
            { line in
                line == "GET /jobs/a%2Fb HTTP/1.1" ? CannedServer.answer(200, Self.job("queued")) : nil
            }, { try await $0.job("a/b") })
        #expect(String(decoding: answer.bytes, as: UTF8.self) == Self.job("queued"))
        #expect(answer.value.jobID == "i")
    }

    @Test func changesArePosted() async throws {
        let lines = ["POST /jobs/a%2Fb/cancel HTTP/1.1", "POST /jobs/a%2Fb/retry HTTP/1.1"]
        let server = try CannedServer { line in
            lines.contains(line) ? CannedServer.answer(202, Self.job("queued")) : nil
        }
        let statuses = try await JobyardClient.with(ServerAddress(server.url)) { client in
            try await [client.cancel("a/b"), client.retry("a/b", RetryOptions())].map(\.value.status)
        }
        #expect(statuses == ["queued", "queued"])
    }

    @Test func anAnswerThatWasGivenBeforeIsMarked() async throws {
        for (header, isRepeated) in [("Idempotent-Replayed: true\r\n", true), ("", false)] {
            let server = try CannedServer { _ in CannedServer.answer(200, Self.job("queued"), headers: header) }
            let answer = try await JobyardClient.with(ServerAddress(server.url)) { client in
                try await client.submit(NewJob(jobType: "t", payload: "{}", idempotencyKey: "k"))
            }
            #expect(answer.isRepeated == isRepeated)
        }
    }

    @Test func whatIsNotSaidIsNotSent() throws {
        func json(_ value: some Encodable) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        }
        #expect(try json(NewJob(jobType: "t", payload: "{}")) == #"{"job_type":"t","payload":"{}"}"#)
        let policy = NewJob.RetryPolicy(factor: 3)
        #expect(
            try json(NewJob(jobType: "t", payload: "{}", runAt: "m", delaySeconds: 1, retryPolicy: policy))
                == #"{"delay_seconds":1,"job_type":"t","payload":"{}","retry_policy":{"factor":3},"run_at":"m"}"#)
        #expect(try json(DeadLetterRetry()) == #"{"dry_run":false}"#)
        #expect(try json(CancelOptions()) == "{}")
    }

    @Test func aProblemIsAnError() async throws {
        let body = #"{"code":"internal_error","detail":"d"}"#
        let server = try CannedServer { _ in CannedServer.answer(500, body, headers: "X-Request-Id: r1\r\n") }
        let address = try ServerAddress(server.url)
        let problem = Problem(code: "internal_error", detail: "d")
        await #expect(
            throws: ClientError.refused(Refusal(address: address, status: 500, problem: problem, requestID: "r1"))
        ) {
            try await JobyardClient.with(address) { try await $0.workers() }
        }
    }

    @Test func redirectsAreNotFollowed() async throws {
        let server = try CannedServer { _ in CannedServer.answer(302, "", headers: "Location: /x\r\n") }
        let address = try ServerAddress(server.url)
        await #expect(
            throws: ClientError.refused(Refusal(address: address, status: 302, problem: nil, requestID: nil))
        ) {
            try await JobyardClient.with(address) { try await $0.jobTypes() }
        }
    }

    static let unreadable = ["", "{", "[]", #"{"job_id":1}"#, String(repeating: "[", count: 1_000_000)]

    @Test(arguments: unreadable) func whatIsNotTheJSONThatWasExpected(body: String) async throws {
        await #expect(throws: ClientError.unreadable(reason: "it is not the JSON that was expected")) {
            try await asking({ _ in CannedServer.answer(200, body) }, { try await $0.job("i") })
        }
    }

    @Test func anAnswerWithoutEndIsNotRead() async throws {
        let head = "HTTP/1.1 200 X\r\nContent-Length: 1000000000\r\n\r\n"
        let bytes = Array(head.utf8) + [UInt8](repeating: 0x20, count: 65 << 20)
        await #expect(throws: ClientError.tooLarge(maximumBytes: 64 << 20)) {
            try await asking({ _ in bytes }, { try await $0.jobTypes() })
        }
    }

    @Test func anAnswerThatNeverEndsIsGivenUp() async throws {
        let isGivenUp = DispatchSemaphore(value: 0)
        let server = try CannedServer { _ in
            _ = isGivenUp.wait(timeout: .now() + .seconds(60))
            return nil
        }
        defer { isGivenUp.signal() }
        await #expect(throws: ClientError.unreachable(try ServerAddress(server.url), reason: "no answer in time")) {
            try await JobyardClient.with(ServerAddress(server.url), timeout: .milliseconds(50)) {
                try await $0.jobTypes()
            }
        }
    }

    @Test func aJobThatIsSentWithoutAnAnswerMayHaveBeenAccepted() async throws {
        let server = try CannedServer { _ in nil }
        let address = try ServerAddress(server.url)
        let closed = "the connection was closed before the answer"
        await #expect(throws: ClientError.unanswered(address, reason: closed)) {
            try await JobyardClient.with(address) { try await $0.submit(NewJob(jobType: "t", payload: "{}")) }
        }
        let nobody = try ServerAddress("http://127.0.0.1:1")
        await #expect(throws: ClientError.unreachable(nobody, reason: "Connection refused")) {
            try await JobyardClient.with(nobody) { try await $0.submit(NewJob(jobType: "t", payload: "{}")) }
        }
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "-ERR unknown command\r\n", "\0\u{1}\u{2}\r\n\r\n"])
    func whatIsNoHTTPIsToldInWords(answer: String) async throws {
        let server = try CannedServer { _ in Array(answer.utf8) }
        let address = try ServerAddress(server.url)
        let reason = "what answers there does not speak HTTP"
        await #expect(throws: ClientError.unreachable(address, reason: reason)) {
            try await JobyardClient.with(address) { try await $0.submit(NewJob(jobType: "t", payload: "{}")) }
        }
    }

    @Test func whereNobodyListensTheReasonIsInWords() async throws {
        let address = try ServerAddress("http://127.0.0.1:1")
        await #expect(throws: ClientError.unreachable(address, reason: "Connection refused")) {
            try await JobyardClient.with(address) { try await $0.jobTypes() }
        }
    }

    @Test func waitingBearsAServerThatIsAway() async throws {
        let answers = Answers(
            [nil, CannedServer.answer(503, ""), nil]
                + ["running", "completed"].map { CannedServer.answer(200, Self.job($0)) })
        var seen: [String?] = []
        let ended = try await asking(
            { _ in answers.next() },
            { client in
                let queued = Answer(
                    bytes: [], value: try JSONDecoder().decode(JobView.self, from: Data(Self.job("queued").utf8)))
                return try await JobWait(client: client).end(of: queued) { seen.append($0?.status) }
            })
        #expect(ended.value.isCompleted)
        #expect(seen == ["queued", nil, nil, nil, "running", "completed"])
    }

    @Test func waitingEndsWhereTheJobIsGone() async throws {
        await #expect(throws: ClientError.self) {
            try await asking(
                { _ in CannedServer.answer(404, "") },
                { client in
                    let queued = Answer(
                        bytes: [], value: try JSONDecoder().decode(JobView.self, from: Data(Self.job("queued").utf8)))
                    return try await JobWait(client: client).end(of: queued) { _ in }
                })
        }
    }
}

/// One after the other; nil at the end.
private final class Answers: Sendable {
    private let rest: Mutex<ArraySlice<[UInt8]?>>

    init(_ answers: [[UInt8]?]) { rest = Mutex(answers[...]) }

    func next() -> [UInt8]? { rest.withLock { $0.popFirst() ?? nil } }
}
