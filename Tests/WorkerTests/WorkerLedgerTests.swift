import JobModel
import JobQueue
import Testing

@testable import Worker

/// A heartbeat's answer against what the worker knows: what must follow.
@Suite struct WorkerLedgerTests {
    private let now = ContinuousClock.now
    private let worker = "w1"

    @Test func agreementCallsForNothing() {
        let (lease, other) = (lease("w1/1.1"), lease("w1/1.2"))
        var ledger = ledger(holding: [lease, other])
        let answer = HeartbeatAnswer(cancelled: [], leases: [listed(lease), listed(other)])
        #expect(ledger.answered(answer, to: ledger.question(), at: now).isEmpty)
    }

    @Test func aLeaseThatNobodyKnowsIsHandedBack() {
        var ledger = WorkerLedger(slots: 4)
        let stray = lease("w1/7.1")
        let actions = ledger.answered(
            HeartbeatAnswer(cancelled: [], leases: [listed(stray)]), to: ledger.question(), at: now)
        guard case .finish(let attempt) = actions.first else {
            Issue.record("not handed back: \(actions)")
            return
        }
        #expect(actions.count == 1)
        #expect(attempt.token == stray.token && attempt.report.ending == .handedBack)
    }

    @Test func aLeaseWhoseAnswerIsStillUnderWayIsLeftAlone() {
        var ledger = WorkerLedger(slots: 4)
        ledger.beginLeasing(tokenPrefix: "w1/7")
        let answer = HeartbeatAnswer(cancelled: [], leases: [listed(lease("w1/7.1"))])
        #expect(ledger.answered(answer, to: ledger.question(), at: now).isEmpty)
        // Not to be taken for call 7: its prefix is another's beginning.
        let longer = HeartbeatAnswer(cancelled: [], leases: [listed(lease("w1/71.1"))])
        #expect(ledger.answered(longer, to: ledger.question(), at: now).count == 1)
    }

    @Test func aFinishWhoseAnswerWasLostIsSaidAgainForAMinute() {
        let lease = lease("w1/1.1")
        var ledger = ledger(holding: [lease])
        let attempt = finished(lease)
        ledger.reported(attempt, at: now)
        let answer = HeartbeatAnswer(cancelled: [], leases: [listed(lease)])
        #expect(ledger.answered(answer, to: ledger.question(), at: now + .seconds(59)) == [.finish(attempt)])
        let later = ledger.answered(answer, to: ledger.question(), at: now + .seconds(61))
        guard case .finish(let handedBack) = later.first else {
            Issue.record("nothing done: \(later)")
            return
        }
        #expect(handedBack.report.ending == .handedBack, "forgotten by now")
    }

    @Test func whereCheckpointsFillTheMemoryEndsAreRememberedWithoutThem() {
        let leases = (0...1024).map { lease("w1/1.\($0)") }
        var ledger = ledger(holding: leases)
        let large = [UInt8](repeating: 7, count: 64 << 10)
        for lease in leases { ledger.reported(finished(lease, checkpoint: large), at: now) }
        let answer = HeartbeatAnswer(cancelled: [], leases: leases.suffix(2).map(listed))
        #expect(
            ledger.answered(answer, to: ledger.question(), at: now) == [
                .finish(finished(leases[1023], checkpoint: large)), .finish(finished(leases[1024])),
            ])
    }

    @Test func aRunThatRedisDoesNotListIsKilled() {
        let lease = lease("w1/1.1")
        var ledger = ledger(holding: [lease])
        let answer = HeartbeatAnswer(cancelled: [], leases: [])
        #expect(ledger.answered(answer, to: ledger.question(), at: now) == [.kill(lease.token)])
        // Redis may have taken its end in already.
        ledger.ends(lease.token)
        #expect(ledger.answered(answer, to: ledger.question(), at: now).isEmpty)
    }

    @Test func aRunThatWasLeasedAfterTheQuestionIsNotKilled() {
        var ledger = WorkerLedger(slots: 4)
        let question = ledger.question()
        ledger.beginLeasing(tokenPrefix: "w1/1")
        ledger.endLeasing([lease("w1/1.1")])
        #expect(ledger.answered(HeartbeatAnswer(cancelled: [], leases: []), to: question, at: now).isEmpty)
    }

    @Test func cancelsReachOnlyTheirRuns() {
        let (lease, other) = (lease("w1/1.1"), lease("w1/1.2"))
        var ledger = ledger(holding: [lease, other])
        let answer = HeartbeatAnswer(cancelled: [other.id], leases: nil)
        #expect(ledger.answered(answer, to: ledger.question(), at: now) == [.cancel(other.token)])
    }

    @Test func slotsAreFreeAgainWhenTheEndIsAcknowledged() {
        let lease = lease("w1/1.1")
        var ledger = ledger(holding: [lease])
        var limited = JobType(name: "echo", plugin: PluginIdentity(id: "p", version: "1", sha256: ""))
        limited.concurrency = 2
        #expect(ledger.freeSlots == 3 && ledger.freeSlots(of: limited) == 1)
        ledger.reported(finished(lease), at: now)
        #expect(ledger.freeSlots == 4 && ledger.freeSlots(of: limited) == 2)
        ledger.reported(finished(lease), at: now)
        #expect(ledger.freeSlots(of: limited) == 2, "said twice, counted once")
    }

    private func lease(_ token: String) -> Lease {
        Lease(
            id: JobIDGenerator().next(), token: LeaseToken(token),
            specification: JobSpecification(type: "echo", payload: [], maximumRetries: 3, timeoutMilliseconds: 0),
            status: JobStatus(
                lifecycle: JobLifecycle(state: .running, attempt: 1), version: JobVersion(epoch: 1, version: 2),
                changedAt: .now()))
    }

    private func ledger(holding leases: [Lease]) -> WorkerLedger {
        var ledger = WorkerLedger(slots: 4)
        ledger.beginLeasing(tokenPrefix: "w1/1")
        ledger.endLeasing(leases)
        return ledger
    }

    private func listed(_ lease: Lease) -> ListedLease {
        ListedLease(id: lease.id, token: lease.token, type: "echo")
    }

    private func finished(_ lease: Lease, checkpoint: [UInt8]? = nil) -> FinishedAttempt {
        FinishedAttempt(
            id: lease.id, token: lease.token, type: "echo", maximumRetries: 3, retryDelayMilliseconds: 0,
            report: AttemptReport(ending: .completed, result: []), checkpoint: checkpoint)
    }
}

@Suite struct WorkerClockTests {
    private let start = ContinuousClock.now

    @Test func lateAfterATimeToLiveFromSending() {
        var clock = WorkerClock(now: start)
        for second in 1...15 { #expect(clock.turn(at: start + .seconds(second)) == .inTime) }
        #expect(clock.turn(at: start + .seconds(16)) == .late)
        clock.acknowledge(sentAt: start + .seconds(14))
        #expect(clock.turn(at: start + .seconds(17)) == .inTime)
    }

    @Test func anOlderAcknowledgementDoesNotSetItBack() {
        var clock = WorkerClock(now: start)
        clock.acknowledge(sentAt: start + .seconds(10))
        clock.acknowledge(sentAt: start + .seconds(5))
        #expect(!clock.isLate(at: start + .seconds(24)))
    }

    @Test func standingStillKillsTheHandlers() {
        var clock = WorkerClock(now: start)
        #expect(clock.turn(at: start + .seconds(10)) == .inTime)
        #expect(clock.turn(at: start + .seconds(21)) == .killHandlers)
    }

    @Test func beingCutOffKillsTheHandlers() {
        var clock = WorkerClock(now: start)
        for second in 1...60 { _ = clock.turn(at: start + .seconds(second)) }
        #expect(clock.turn(at: start + .seconds(61)) == .killHandlers)
    }
}
