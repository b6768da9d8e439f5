import JobModel
import JobStore
import Testing

let ids = JobIDGenerator()

extension NewJob {
    static func echo(
        _ payload: String = "{}", type: String = "echo", runAt: Timestamp? = nil, key: IdempotencyKey? = nil
    ) -> NewJob {
        NewJob(
            id: ids.next(),
            specification: JobSpecification(
                type: type, payload: Array(payload.utf8), maximumRetries: 3, timeoutMilliseconds: 300_000),
            runAt: runAt, idempotencyKey: key)
    }
}

extension Job {
    /// The job after some event, as a script of Redis would tell it.
    func transition(
        _ event: JobEvent, token: LeaseToken? = nil, report: AttemptReport? = nil, at moment: Timestamp = .noon
    ) throws -> JobTransition {
        var status = status
        try status.lifecycle.apply(event, maximumRetries: specification.maximumRetries)
        status.version.version += 1
        status.changedAt = moment
        if let token { status.token = token }
        if event == .leased { status.startedAt = moment }
        return JobTransition(id: id, status: status, report: report)
    }

    /// Takes a transition for granted, so that the next follows from it.
    mutating func follow(_ transition: JobTransition) -> JobTransition {
        status = transition.status
        return transition
    }

    /// The two transitions of an attempt that a worker ended.
    mutating func attempt(
        _ token: LeaseToken, _ report: AttemptReport, at moment: Timestamp = .noon
    ) throws -> [JobTransition] {
        let leased = follow(try transition(.leased, token: token, at: moment))
        let finished = follow(try transition(.finished(report.ending), report: report, at: moment + 1000))
        return [leased, finished]
    }
}

extension Timestamp {
    static let noon = Timestamp(milliseconds: 1_800_000_000_000)
}

extension JobStore {
    /// Records entries from the first number on.
    @discardableResult
    func record(_ entries: [JobTransition]..., from first: Int = 1, epoch: Int = 0) async throws -> RecordAnswer {
        try await record(
            entries.enumerated().map { JobTransitionBatch(sequence: first + $0.offset, transitions: $0.element) },
            epoch: epoch)
    }

    /// Inserts a job that is new.
    func inserted(_ job: NewJob) async throws(JobStoreError) -> Job { try await insert(job).job }

    func stored(_ id: JobID) async throws -> Job { try #require(try await job(id)) }
}
