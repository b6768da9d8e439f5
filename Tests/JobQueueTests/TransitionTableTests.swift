import JobModel
import RedisClient
import Testing

@testable import JobQueue

/// Every state with every event: a script makes of the job what ``JobLifecycle`` makes of it, and an illegal event, even
/// one that a misplaced id brings about, changes nothing and is answered as such.
@Suite(.serialized) struct TransitionTableTests {
    static let events: [JobEvent] =
        [.becameDue, .leased, .workerLost, .cancelRequested, .replayed] + AttemptEnding.allCases.map(JobEvent.finished)

    @Test(arguments: JobState.allCases) func everyPair(_ state: JobState) async throws {
        try await QueueUnderTest.run { test in
            for (number, event) in Self.events.enumerated() {
                let subject = try await TransitionSubject(in: state, number: number, of: test)
                let before = try #require(try await subject.status)
                #expect(before.state == state)
                var expected = before.lifecycle
                let isLegal = (try? expected.apply(event, maximumRetries: 3)) != nil

                #expect(try await subject.take(event) == isLegal, "\(state) \(event)")
                let after = try await subject.status
                #expect(after?.lifecycle == expected, "\(state) \(event)")
                if !isLegal { #expect(after == before, "\(state) \(event)") }
            }
        }
    }
}

/// A job in a state, with a type and a worker of its own, so that it can stand beside others.
private struct TransitionSubject {
    let test: QueueUnderTest
    let job: Job
    let worker: WorkerID
    /// Of its latest attempt, where it had one.
    let lease: Lease?

    var type: String { job.specification.type }
    var status: JobStatus? { get async throws { try await test.status(job.id) } }

    init(in state: JobState, number: Int, of test: QueueUnderTest) async throws {
        self.test = test
        worker = WorkerID("worker-\(number)")
        let type = "type-\(number)"
        try await test.register(types: [type], as: worker)
        let waits = state == .scheduled || state == .retrying
        job = try test.job(
            type: type, due: waits ? test.session.now + 3_600_000 : nil,
            life: JobLifecycle(state: waits ? state : .queued, burned: state == .deadLetter ? 3 : 0))
        #expect(try await test.push(job) == [.taken])
        guard !waits, state != .queued, state != .cancelled else {
            lease = nil
            if state == .cancelled { _ = try await test.queue.cancel([CancelRequest(job)], session: test.session) }
            return
        }
        let taken = try #require(try await test.lease(types: [type], as: worker)?.leases.first)
        lease = taken
        let endings: [JobState: AttemptEnding] = [.completed: .completed, .failed: .failed, .deadLetter: .transient]
        if let ending = endings[state] { #expect(try await test.finish(taken, ending) == .ok) }
    }

    /// Answers whether the scripts say that it happened.
    func take(_ event: JobEvent) async throws -> Bool {
        switch event {
        case .becameDue: try await becomeDue()
        case .leased: try await lease()
        case .workerLost: try await loseWorker()
        case .cancelRequested:
            try await test.queue.cancel([CancelRequest(job)], session: test.session) != [.final]
        case .replayed: try await replay()
        case .finished(let ending): try await finish(ending)
        }
    }

    private func becomeDue() async throws -> Bool {
        try await test.overwrite(job) { if $0.dueAt != nil { $0.dueAt = Timestamp(milliseconds: 1) } }
        try await put(test.queue.keys.later(type), score: 1)
        return try await test.queue.promote(session: test.session).count == 1
    }

    private func lease() async throws -> Bool {
        try await put(test.queue.keys.ready(type), score: 1)
        let answer = try #require(try await test.lease(types: [type], as: worker, call: 2))
        #expect(answer.dropped == (answer.leases.isEmpty ? 1 : 0))
        return answer.leases.map(\.id) == [job.id]
    }

    private func loseWorker() async throws -> Bool {
        try await put(test.queue.keys.leased(worker), score: 1)
        try await test.pass(milliseconds: 16_000, of: worker)
        return try await test.queue.recover() == [job.id]
    }

    /// Its row leaps, and is pushed; what Redis has is forgotten first, where it is over.
    private func replay() async throws -> Bool {
        var row = job
        let before = try #require(try await status)
        row.status.lifecycle = before.lifecycle
        guard (try? row.status.lifecycle.apply(.replayed, maximumRetries: 3)) != nil else {
            #expect(try await test.push(job) == [.there])
            return false
        }
        row.status.version = before.version.leaped(in: 1)
        #expect(try await test.push(row) == [.notYet])
        #expect(try await status == before)
        try await test.queue.forget([job.id: before.version], recorded: 0, session: test.session)
        return try await test.push(row) == [.taken]
    }

    private func finish(_ ending: AttemptEnding) async throws -> Bool {
        let attempt = FinishedAttempt(
            id: job.id, token: lease?.token ?? LeaseToken("\(worker)/never"), type: type, maximumRetries: 3,
            retryDelayMilliseconds: 60_000, report: AttemptReport(ending: ending))
        let answer = try await test.queue.finish([attempt], of: worker, session: test.session).first
        if answer != .ok { #expect(answer == (lease == nil ? .stale : .done)) }
        return answer == .ok
    }

    /// Puts the id where it may not belong.
    private func put(_ set: String, score: Int) async throws {
        _ = try await test.connection.send(
            RedisCommand("ZADD", .string(set), .integer(score), .string(job.id.description)))
    }
}
