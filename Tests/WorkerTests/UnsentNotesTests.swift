import JobModel
import JobQueue
import Testing

@testable import Worker

@Suite struct UnsentNotesTests {
    private let ids = JobIDGenerator()

    private func lease(_ token: String) -> Lease {
        Lease(
            id: ids.next(), token: LeaseToken(token),
            specification: JobSpecification(type: "echo", payload: [], maximumRetries: 3, timeoutMilliseconds: 0),
            status: JobStatus(
                lifecycle: JobLifecycle(state: .running, attempt: 1), version: JobVersion(epoch: 1, version: 2),
                changedAt: Timestamp(milliseconds: 0)))
    }

    @Test func onlyTheNewestIsSentAndOnce() {
        var unsent = UnsentNotes()
        let (one, two) = (lease("w/1.1"), lease("w/1.2"))
        unsent.put(checkpoint: [1], of: one)
        unsent.put(checkpoint: [2], of: one)
        unsent.put(JobProgress(fraction: 0.1), of: one)
        unsent.put(JobProgress(fraction: 0.2), of: one)
        unsent.put(checkpoint: [], of: two)
        #expect(unsent.isWaiting)
        #expect(
            Set(unsent.take()) == [
                AttemptNote(id: one.id, token: one.token, checkpoint: [2]),
                AttemptNote(id: one.id, token: one.token, progress: JobProgress(fraction: 0.2)),
                AttemptNote(id: two.id, token: two.token, checkpoint: []),
            ])
        #expect(!unsent.isWaiting)
        #expect(unsent.take() == [])
    }

    @Test func aCheckpointThatCouldNotBeSentIsSentAgain() {
        var unsent = UnsentNotes()
        let (one, two, three) = (lease("w/1.1"), lease("w/1.2"), lease("w/1.3"))
        for lease in [one, two, three] { unsent.put(checkpoint: [1], of: lease) }
        unsent.put(JobProgress(fraction: 0.1), of: one)
        let failed = unsent.take()
        #expect(failed.count == 4)
        unsent.put(checkpoint: [2], of: two)
        #expect(unsent.end(three.token) == [1])
        unsent.notSent(failed)
        #expect(unsent.isWaiting)
        #expect(
            Set(unsent.take()) == [
                AttemptNote(id: one.id, token: one.token, checkpoint: [1]),
                AttemptNote(id: two.id, token: two.token, checkpoint: [2]),
            ], "progress is dropped, and what is over has gone with its end")
    }

    @Test func theEndOfAnAttemptHasItsNewest() {
        var unsent = UnsentNotes()
        let one = lease("w/1.1")
        unsent.put(checkpoint: [1], of: one)
        _ = unsent.take()
        #expect(unsent.end(one.token) == [1], "sent or not")
        #expect(unsent.end(one.token) == nil)
        #expect(unsent.end(lease("w/1.2").token) == nil)
        #expect(!unsent.isWaiting)
    }

    @Test func aCallIsBounded() {
        var unsent = UnsentNotes()
        let large = [UInt8](repeating: 7, count: 64 << 10)
        for index in 0..<700 { unsent.put(checkpoint: large, of: lease("w/1.\(index)")) }
        for index in 0..<700 { unsent.put(JobProgress(fraction: 0), of: lease("w/2.\(index)")) }
        var sent = 0
        var calls = 0
        while unsent.isWaiting, calls < 100 {
            let notes = unsent.take()
            calls += 1
            sent += notes.count
            #expect(notes.count <= JobQueue.maximumBatch)
            #expect(notes.reduce(0) { $0 + ($1.checkpoint?.count ?? 0) } <= JobQueue.maximumBatchBytes)
        }
        #expect(sent == 1400)
    }

    /// Every attempt keeps 64 KiB and tells of its progress again and again between the calls.
    @Test func nobodyWaitsForEver() {
        var unsent = UnsentNotes()
        let leases = (0..<200).map { lease("w/1.\($0)") }
        let large = [UInt8](repeating: 7, count: 64 << 10)
        var kept: Set<LeaseToken> = []
        for call in 1...2 {
            for lease in leases {
                unsent.put(checkpoint: large, of: lease)
                unsent.put(JobProgress(fraction: 0.5), of: lease)
            }
            let notes = unsent.take()
            #expect(notes.count { $0.progress != nil } == 200, "in call \(call)")
            kept.formUnion(notes.filter { $0.checkpoint != nil }.map(\.token))
        }
        #expect(kept.count == 200)
    }

    @Test func whatHasWaitedLongestGoesFirst() {
        var unsent = UnsentNotes()
        let leases = (0..<20).map { lease("w/1.\($0)") }
        for lease in leases { unsent.put(checkpoint: [1], of: lease) }
        for lease in leases.reversed() { unsent.put(checkpoint: [2], of: lease) }
        let notes = unsent.take()
        #expect(notes.map(\.token) == leases.map(\.token))
        unsent.put(checkpoint: [3], of: leases[7])
        unsent.notSent(notes)
        #expect(unsent.take().first?.token == leases[7].token, "it waits already")
    }

    @Test func manyCheckpointsLeaveRoomForProgress() {
        var unsent = UnsentNotes()
        for index in 0..<600 { unsent.put(checkpoint: [1], of: lease("w/1.\(index)")) }
        for index in 0..<600 { unsent.put(JobProgress(fraction: 0), of: lease("w/1.\(index)")) }
        let notes = unsent.take()
        #expect(notes.count == JobQueue.maximumBatch)
        #expect(notes.count { $0.progress != nil } == JobQueue.maximumBatch / 2)
    }

    @Test func whatRedisMayHaveLostIsSentAgain() {
        var unsent = UnsentNotes()
        let (one, two, over) = (lease("w/1.1"), lease("w/1.2"), lease("w/1.3"))
        for lease in [one, two, over] { unsent.put(checkpoint: [1], of: lease) }
        _ = unsent.take()
        unsent.put(checkpoint: [2], of: two)
        _ = unsent.end(over.token)
        unsent.sendAllAgain()
        #expect(
            Set(unsent.take()) == [
                AttemptNote(id: one.id, token: one.token, checkpoint: [1]),
                AttemptNote(id: two.id, token: two.token, checkpoint: [2]),
            ])
        #expect(!unsent.isWaiting)
    }

    @Test(arguments: [(AttemptEnding.completed, false), (.transient, true), (.handedBack, true), (.failed, true)])
    func whatIsKeptGoesWithTheEnd(_ ending: AttemptEnding, goes: Bool) {
        let attempt = FinishedAttempt(lease("w/1.1"), AttemptReport(ending: ending), checkpoint: [1])
        #expect(attempt.checkpoint == (goes ? [1] : nil))
    }
}
