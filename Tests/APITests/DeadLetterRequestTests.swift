import JobModel
import JobStore
import Testing

@testable import API

@Suite struct DeadLetterRequestTests {
    @Test func whatIsLeftOpen() throws {
        let query = try DeadLetterRequest().query()
        #expect(query.states == [.deadLetter] && query.type == nil && query.before == nil)
        #expect(query.limit == ListRequest.standardLimit)
    }

    @Test func everyFaultIsNamed() {
        let error = #expect(throws: APIError.self) {
            try DeadLetterRequest(type: "No", errorCode: "", limit: 501, cursor: "x").query()
        }
        #expect(error?.violations.map(\.pointer) == ["job_type", "error_code", "limit", "cursor"])
    }
}

@Suite struct RetryRequestTests {
    private func request(_ body: String) throws -> RetryRequest { try RetryRequest(body: Array(body.utf8)) }

    @Test func aListOfNoStatusIsRefused() throws {
        #expect(throws: APIError.self) { try request(#"{"status_filter":[]}"#).query() }
    }

    @Test func whatIsLeftOpen() throws {
        for body in ["{}", #"{"job_type":null,"status_filter":null,"limit":null,"dry_run":null}"#] {
            let request = try request(body)
            #expect(request == RetryRequest())
            let query = try request.query()
            #expect(query.states == [.deadLetter] && query.type == nil && query.limit == RetryRequest.standardLimit)
        }
    }

    @Test func readsAll() throws {
        let request = try request(
            #"{"job_type":"a","error_code":"c","status_filter":["failed","cancelled"],"limit":1000,"dry_run":true}"#)
        #expect(request.errorCode == "c" && request.isDryRun)
        let query = try request.query()
        #expect(query.states == [.failed, .cancelled] && query.type == "a" && query.limit == 1000)
    }

    @Test(arguments: [
        (#"{"limit":0}"#, "/limit"), (#"{"limit":1001}"#, "/limit"), (#"{"limit":"1"}"#, "/limit"),
        (#"{"job_type":"No"}"#, "/job_type"), (#"{"job_type":5}"#, "/job_type"), (#"{"error_code":""}"#, "/error_code"),
        (#"{"status_filter":["running"]}"#, "/status_filter"), (#"{"status_filter":"failed"}"#, "/status_filter"),
        (#"{"status_filter":["failed",1]}"#, "/status_filter"), (#"{"dry_run":1}"#, "/dry_run"),
        (#"{"dryrun":true}"#, "/dryrun"),
    ])
    func namesWhatIsWrong(body: String, pointer: String) {
        let error = #expect(throws: APIError.self) { try request(body).query() }
        #expect(error?.violations.map(\.pointer) == [pointer])
    }

    @Test(arguments: ["", "[]", "{", "{\"a\":" + String(repeating: "[", count: 100_000)])
    func whatIsNoObjectIsRefused(body: String) {
        let error = #expect(throws: APIError.self) { try request(body) }
        #expect(error?.code == .malformedRequest)
    }
}

/// What the bodies may say that nobody needs to send.
@Suite struct OptionsTests {
    @Test func ofARetry() throws {
        #expect(try !RetryOptions(body: nil).discardCheckpoint)
        #expect(try RetryOptions(body: Array(#"{"discard_checkpoint":true}"#.utf8)).discardCheckpoint)
    }

    @Test(arguments: [(#"{"discard_checkpoint":"yes"}"#, "/discard_checkpoint"), (#"{"discard":true}"#, "/discard")])
    func namesWhatIsWrong(body: String, pointer: String) {
        let error = #expect(throws: APIError.self) { try RetryOptions(body: Array(body.utf8)) }
        #expect(error?.violations.map(\.pointer) == [pointer])
    }

    @Test func ofACancel() throws {
        _ = try CancelOptions(body: nil)
        _ = try CancelOptions(body: Array("{}".utf8))
        let error = #expect(throws: APIError.self) { try CancelOptions(body: Array(#"{"force":true}"#.utf8)) }
        #expect(error?.code == .unknownField && error?.violations.map(\.pointer) == ["/force"])
    }
}
