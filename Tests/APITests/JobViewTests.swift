import GRPCCore
import HTTPTypes
import JobModel
import JobQueue
import Testing

@testable import API

/// The row, seen together with what Redis knows.
@Suite struct JobViewTests {
    private func job(_ state: JobState, version: Int) -> Job {
        Job(
            id: JobIDGenerator().next(),
            specification: JobSpecification(
                type: "echo", payload: Array("{ }".utf8), maximumRetries: 3, timeoutMilliseconds: 1500),
            status: JobStatus(
                lifecycle: JobLifecycle(state: state), version: JobVersion(epoch: 1, version: version),
                changedAt: Timestamp(milliseconds: 0)), createdAt: Timestamp(milliseconds: 0))
    }

    private func live(_ state: JobState, version: Int, progress: JobProgress? = nil) -> LiveJob {
        LiveJob(status: job(state, version: version).status, progress: progress)
    }

    @Test func theNewerOneIsShown() {
        #expect(job(.queued, version: 1).updated(by: live(.running, version: 2)).state == .running)
        #expect(job(.retrying, version: 4).updated(by: live(.running, version: 2)).state == .retrying)
        #expect(job(.queued, version: 1).updated(by: nil).state == .queued)
    }

    @Test func whatFellDueIsQueuedThoughItsVersionIsTheRows() {
        #expect(job(.retrying, version: 4).updated(by: live(.queued, version: 4)).state == .queued)
    }

    @Test func nothingOfAnOlderLifeIsShown() {
        let progress = JobProgress(fraction: 0.9)
        let shown = job(.queued, version: JobVersion.leap).updated(by: live(.running, version: 5, progress: progress))
        #expect(shown.state == .queued && shown.progress == nil)
    }

    @Test func theRowsCancelFlagStays() {
        var row = job(.queued, version: 1)
        row.status.lifecycle.cancelRequested = true
        #expect(row.updated(by: live(.running, version: 2)).status.lifecycle.cancelRequested)
    }

    @Test(arguments: [JobState.completed, .failed, .deadLetter, .cancelled])
    func aFinalStateIsShownWhenItsRowIsFinalNotBefore(_ state: JobState) {
        let shown = job(.running, version: 2).updated(by: live(state, version: 3))
        #expect(shown.state == .running && shown.finishedAt == nil)
    }

    @Test func progressIsShownWhileItRuns() {
        let progress = JobProgress(fraction: 0.5, message: "half")
        let shown = job(.running, version: 2).updated(by: live(.running, version: 2, progress: progress))
        #expect(shown.progress == progress)
    }

    @Test(arguments: JobState.allCases) func onlyAJobThatIsDueLaterShowsWhen(_ state: JobState) {
        var job = job(state, version: 1)
        job.status.dueAt = Timestamp(milliseconds: 1)
        #expect((job.runAt != nil) == (state == .scheduled || state == .retrying))
    }

    @Test func theJSONHasEveryFieldAndTheBytesAsStored() {
        var job = job(.failed, version: 3)
        job.failure = JobFailure(code: "x", message: "a \"quote\"\n")
        job.result = Array("[1,  2]".utf8)
        #expect(
            String(decoding: job.json, as: UTF8.self) == #"""
                {"job_id":"\#(job.id)","job_type":"echo","status":"failed","priority":5,"payload":{ },"result":[1,  2],"error":{"code":"x","message":"a \"quote\"\n"},"attempt":0,"burned_attempts":0,"crashes":0,"losses":0,"cancel_requested":false,"max_retries":3,"timeout_seconds":1.5,"retry_policy":{"base_seconds":1,"factor":2,"cap_seconds":600},"progress":null,"worker":null,"idempotency_key":null,"created_at":"1970-01-01T00:00:00.000Z","run_at":null,"started_at":null,"finished_at":"1970-01-01T00:00:00.000Z"}
                """#)
    }
}

@Suite struct ProblemTests {
    /// Every code has its status at both doors.
    @Test(
        arguments: [
            (.malformedRequest, 400, .invalidArgument), (.invalidField, 422, .invalidArgument),
            (.unknownField, 422, .invalidArgument), (.unknownJobType, 422, .invalidArgument),
            (.invalidPayload, 422, .invalidArgument), (.payloadTooLarge, 413, .resourceExhausted),
            (.idempotencyKeyReused, 422, .alreadyExists), (.stateConflict, 409, .failedPrecondition),
            (.notFound, 404, .notFound), (.methodNotAllowed, 405, .unimplemented), (.overloaded, 503, .unavailable),
            (.unavailable, 503, .unavailable), (.internalError, 500, .internalError),
        ] as [(APIError.Code, Int, RPCError.Code)])
    func theStatusOfACode(code: APIError.Code, status: Int, grpc: RPCError.Code) {
        let error = APIError(code, "")
        #expect(Problem(error).status.code == status)
        #expect(GRPCStatus(error: error, requestID: RequestID(sent: nil)).rpcError.code == grpc)
    }
}
