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

    @Test func theJSONHasEveryFieldAndTheBytesAsStored() {
        var job = job(.failed, version: 3)
        job.failure = JobFailure(code: "x", message: "a \"quote\"\n")
        job.result = Array("[1,  2]".utf8)
        #expect(
            String(decoding: job.json, as: UTF8.self) == #"""
                {"job_id":"\#(job.id)","job_type":"echo","status":"failed","priority":5,"payload":{ },"result":[1,  2],"error":{"code":"x","message":"a \"quote\"\n"},"attempt":0,"max_retries":3,"timeout_seconds":1.5,"progress":null,"worker":null,"created_at":"1970-01-01T00:00:00.000Z","started_at":null,"finished_at":"1970-01-01T00:00:00.000Z"}
                """#)
    }
}

@Suite struct ProblemTests {
    /// Every code has its status at both doors.
    @Test(arguments: [
        (APIError.Code.malformedRequest, 400), (.invalidField, 422), (.unknownField, 422), (.unknownJobType, 422),
        (.invalidPayload, 422), (.payloadTooLarge, 413), (.notFound, 404), (.methodNotAllowed, 405),
        (.overloaded, 503), (.unavailable, 503), (.internalError, 500),
    ])
    func theStatusOfACode(code: APIError.Code, status: Int) {
        #expect(Problem(APIError(code, "")).status.code == status)
    }
}
