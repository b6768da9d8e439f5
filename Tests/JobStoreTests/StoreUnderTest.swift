import Foundation
import JobModel
import JobStore
import Logging
import Testing

/// A kind of store that must behave as ``JobStore`` says: every conformance test runs over all of them.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// A store with nothing in it.
    let make: @Sendable (_ looks: LookSchedule) async throws -> any JobStore
    /// Takes it away again.
    let dispose: @Sendable () async throws -> Void

    static let kinds: [Kind] = [.sqlite]

    enum Kind: String, Sendable { case sqlite }

    init(_ kind: Kind) {
        testDescription = kind.rawValue
        switch kind {
        case .sqlite:
            let directory = TemporaryDirectory()
            make = { try await SQLiteJobStore.open(path: directory.file("jobs.db"), looks: $0, logger: .silent) }
            dispose = { try directory.remove() }
        }
    }
}

/// Runs a test over an empty store.
func withStore(
    _ kind: StoreUnderTest.Kind, looks: LookSchedule = .standard, test: (any JobStore) async throws -> Void
) async throws {
    let underTest = StoreUnderTest(kind)
    let store = try await underTest.make(looks)
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await test(store))
    } catch {
        outcome = .failure(error)
    }
    await store.close()
    try await underTest.dispose()
    try outcome.get()
}

struct TemporaryDirectory: Sendable {
    private let url: URL

    init() {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("jobyard-store-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            Issue.record(error)
        }
    }

    func file(_ name: String) -> String { url.appendingPathComponent(name).path }
    func remove() throws { try FileManager.default.removeItem(at: url) }
}

extension Logger {
    static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}

extension LookSchedule {
    /// Every look is due at once.
    static let atOnce = LookSchedule(delayMilliseconds: 0, nearMilliseconds: 600_000, claimMilliseconds: 0)
}

// MARK: - Jobs and transitions to test with

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
