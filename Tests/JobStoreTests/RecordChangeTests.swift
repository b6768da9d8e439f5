import JobModel
import JobStore
import Testing

@Suite struct RecordChangeTests {
    private let job = Job(
        id: ids.next(), specification: NewJob.echo().specification,
        status: JobStatus(
            lifecycle: JobLifecycle(state: .queued), version: JobVersion(epoch: 1, version: 1), changedAt: .noon),
        createdAt: .noon)
    private let boom = JobFailure(code: "boom", message: "it broke")

    private func change(_ transitions: [JobTransition], onto row: RecordChange.Row? = nil) -> RecordChange {
        RecordChange(of: job.id, transitions: transitions, onto: row ?? RecordChange.Row(status: job.status))
    }

    @Test func aRunComesToItsLastTransition() throws {
        var job = job
        let life = try job.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed, result: [0x30]))
        let change = change(life)
        #expect(change.row == RecordChange.Row(status: job.status, result: [0x30]))
        #expect(change.attempts.count == 1)
    }

    /// What the row shows as its error, after an attempt that ended so, on top of an earlier failure.
    @Test(arguments: [
        (AttemptEnding.completed, nil as String?, nil as String?),
        (.failed, "new", "new"), (.transient, "new", "new"), (.crashed, "new", "new"), (.timedOut, "new", "new"),
        (.cancelled, nil, "boom"), (.cancelled, "new", "new"), (.handedBack, "handed_back", "boom"),
    ])
    func theErrorShown(_ ending: AttemptEnding, reported: String?, shown: String?) throws {
        var job = job
        let report = AttemptReport(ending: ending, failure: reported.map { JobFailure(code: $0, message: "") })
        let life = try job.attempt(LeaseToken("w/1"), report)
        let change = change(life, onto: RecordChange.Row(status: self.job.status, failure: boom))
        #expect(change.row?.failure?.code == shown)
    }

    @Test func aRowLostTooOftenSaysSo() throws {
        var job = job
        job.status.lifecycle.losses = JobLifecycle.maximumLosses - 1
        let leased = job.follow(try job.transition(.leased, token: LeaseToken("w/1")))
        let lost = job.follow(try job.transition(.workerLost))
        let row = change([leased, lost]).row
        #expect(row?.status.state == .deadLetter)
        #expect(row?.failure?.code == "worker_lost")
    }

    @Test func progressStaysUntilThereIsMore() throws {
        var job = job
        let half = JobProgress(fraction: 0.5)
        let first = try job.attempt(LeaseToken("w/1"), AttemptReport(ending: .handedBack, progress: half))
        let second = try job.attempt(LeaseToken("w/2"), AttemptReport(ending: .failed))
        #expect(change(first + second).row?.progress == half)
    }

    @Test func aFinalStateEndsTheRun() throws {
        var job = job
        let life = try job.attempt(LeaseToken("w/1"), AttemptReport(ending: .failed, failure: boom))
        var ghost = job.status
        ghost.lifecycle.state = .completed
        ghost.version.version += 1
        let change = change(life + [JobTransition(id: job.id, status: ghost)])
        #expect(change.row == RecordChange.Row(status: job.status, failure: boom))
    }

    @Test func anOlderPairChangesNothingButItsAttempt() throws {
        var job = job
        let life = try job.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed))
        var row = RecordChange.Row(status: self.job.status)
        row.status.version = JobVersion(epoch: 2, version: 1)
        let change = change(life, onto: row)
        #expect(change.row == nil)
        #expect(change.attempts.map(\.end?.ending) == [.reported(.completed)])
    }

    @Test func theRowsOwnCancelFlagStays() throws {
        var row = RecordChange.Row(status: job.status)
        row.status.lifecycle.cancelRequested = true
        let leased = try job.transition(.leased, token: LeaseToken("w/1"))
        #expect(change([leased], onto: row).row?.status.lifecycle.cancelRequested == true)
    }

    @Test func unrecordableKeepsThePairAndNothingOfTheContents() throws {
        var job = job
        let life = try job.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed, result: [0x30]))
        let change = try #require(change(life).unrecordable(reason: "too big"))
        #expect(change.row?.status.version == job.status.version)
        #expect(change.row?.status.state == .failed)
        #expect(change.row?.failure == JobFailure(code: "unrecordable", message: "too big"))
        #expect(change.row?.result == nil)
        #expect(change.attempts.isEmpty)
    }

    @Test func runsKeepTheOrderOfEachJob() throws {
        var first = job
        var second = Job(id: ids.next(), specification: job.specification, status: job.status, createdAt: .noon)
        let one = try first.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed))
        let two = try second.attempt(LeaseToken("w/2"), AttemptReport(ending: .transient))
        let batches = [
            JobTransitionBatch(sequence: 1, transitions: [one[0], two[0]]),
            JobTransitionBatch(sequence: 2, transitions: [two[1], one[1]]),
        ]
        let runs = RecordChange.runs(in: batches)
        #expect(runs.map(\.id) == [first.id, second.id])
        #expect(runs.map(\.transitions) == [one, two])
        #expect(RecordChange.forgettable(in: batches) == [first.id: first.status.version])
    }
}
