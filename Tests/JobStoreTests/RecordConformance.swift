import JobModel
import JobStore
import Testing

@Suite struct RecordConformance {
    @Test(arguments: StoreUnderTest.kinds)
    func aJobGoesThroughItsLife(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            let leased = job.follow(try job.transition(.leased, token: LeaseToken("w/1")))
            #expect(try await store.record([leased]) == .recorded(after: 0, forgettable: [:]))
            #expect(try await store.stored(job.id) == job)

            let report = AttemptReport(
                ending: .completed, result: Array(#"{"x":"\u0000"}"#.utf8) + [0],
                progress: JobProgress(fraction: 0.5, message: "half\0way"))
            let finished = job.follow(try job.transition(.finished(.completed), report: report, at: .noon + 7))
            #expect(
                try await store.record([finished], from: 2)
                    == .recorded(after: 1, forgettable: [job.id: JobVersion(epoch: 0, version: 3)]))
            let row = try await store.stored(job.id)
            #expect(row.status == job.status)
            #expect(row.state == .completed)
            #expect(row.result == report.result)
            #expect(row.progress == report.progress)
            #expect(row.failure == nil)
            #expect(row.finishedAt == .noon + 7)
            #expect(try await store.position() == RecordPosition(epoch: 0, sequence: 2))
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func entriesAtOrBelowThePositionSkipTheRowsAndAreForgettable(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            let life = try job.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed, result: [0x31]))
            let answer = try await store.record([life[0]], [life[1]])
            #expect(answer == .recorded(after: 0, forgettable: [job.id: job.status.version]))
            let again = RecordAnswer.recorded(after: 2, forgettable: [job.id: job.status.version])
            #expect(try await store.record([life[0]], [life[1]]) == again)
            #expect(try await store.record([life[1]], from: 2) == again)
            #expect(try await store.record([], from: 2) == .recorded(after: 2, forgettable: [:]))
            #expect(try await store.stored(job.id).result == [0x31])
            #expect(try await store.position().sequence == 2)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func anotherEpochIsRefused(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let job = try await store.inserted(.echo())
            #expect(try await store.raiseEpoch(from: 0, to: 2) == 0)
            let leased = try job.transition(.leased, token: LeaseToken("w/1"))
            for epoch in [0, 1, 3] {
                #expect(try await store.record([leased], epoch: epoch) == .refused(.otherEpoch(stored: 2)))
            }
            #expect(try await store.stored(job.id) == job)
            #expect(try await store.position() == RecordPosition(epoch: 2, sequence: 0))
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aGapIsRefusedBeforeAndWithinTheEntries(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let job = try await store.inserted(.echo())
            let leased = try job.transition(.leased, token: LeaseToken("w/1"))
            #expect(try await store.record([leased], from: 2) == .refused(.gap(expected: 1, found: 2)))
            let torn = [1, 2, 4].map { JobTransitionBatch(sequence: $0, transitions: [leased]) }
            #expect(try await store.record(torn, epoch: 0) == .refused(.gap(expected: 3, found: 4)))
            #expect(try await store.stored(job.id) == job)
            #expect(try await store.position().sequence == 0)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func anOlderPairIsPassedOverAndStillForgettable(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            #expect(try await store.raiseEpoch(from: 0, to: 5) == 0)
            let job = try await store.inserted(.echo())
            var old = job
            old.status.version = JobVersion(epoch: 4, version: 9)
            let life = try old.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed))
            #expect(
                try await store.record(life, epoch: 5)
                    == .recorded(after: 0, forgettable: [job.id: JobVersion(epoch: 4, version: 11)]))
            #expect(try await store.stored(job.id) == job)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aFinalRowChangesNoMore(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            try await store.record(try job.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed)))
            let row = try await store.stored(job.id)
            var ghost = job
            ghost.status.lifecycle.state = .queued
            ghost.status.version = JobVersion(epoch: 0, version: 40)
            try await store.record(
                try ghost.attempt(
                    LeaseToken("w/1"),
                    AttemptReport(ending: .failed, failure: JobFailure(code: "late", message: ""))), from: 2)
            #expect(try await store.stored(job.id) == row)
            #expect(try await store.position().sequence == 2)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func jobsWithoutARowAreSkipped(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var known = try await store.inserted(.echo())
            var reaped = known
            reaped = Job(
                id: ids.next(), specification: known.specification, status: known.status, createdAt: known.createdAt)
            let entry =
                try reaped.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed))
                + known.attempt(LeaseToken("w/2"), AttemptReport(ending: .completed))
            let answer = try await store.record(entry)
            #expect(
                answer
                    == .recorded(
                        after: 0, forgettable: [reaped.id: reaped.status.version, known.id: known.status.version]))
            #expect(try await store.job(reaped.id) == nil)
            #expect(try await store.attempts(of: reaped.id).isEmpty)
            #expect(try await store.stored(known.id).state == .completed)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func textsOfHandlersAreKeptAsTheyAre(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            for (index, text) in ["", "\0", "a\0b", "Grüße 🚲", String(repeating: "x", count: 100_000)].enumerated() {
                var job = try await store.inserted(.echo())
                let report = AttemptReport(
                    ending: .failed, failure: JobFailure(code: text, message: text),
                    progress: JobProgress(fraction: 0.25, message: text))
                try await store.record(try job.attempt(LeaseToken("w/\(index)"), report), from: index + 1)
                let row = try await store.stored(job.id)
                #expect(row.failure == report.failure)
                #expect(row.progress == report.progress)
                #expect(try await store.attempts(of: job.id).map(\.end?.failure) == [report.failure])
            }
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func attemptsAreUpsertedByLease(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            let one = LeaseToken("w.1/1.0")
            let two = LeaseToken("w.2/1.0")
            let three = LeaseToken("w.3/1.0")
            let crash = AttemptReport(
                ending: .crashed, failure: JobFailure(code: "crashed", message: "SIGABRT\0"), hostProcessID: 4711,
                signal: "SIGABRT")
            // The first is recorded in two entries, the second is lost with its worker, the third comes in one go.
            let first = try job.attempt(one, crash)
            try await store.record([first[0]])
            #expect(try await store.attempts(of: job.id) == [JobAttempt(token: one, number: 1, startedAt: .noon)])
            try await store.record([first[1]], from: 2)
            _ = job.follow(try job.transition(.becameDue))
            let leased = job.follow(try job.transition(.leased, token: two, at: .noon + 5000))
            let lost = job.follow(try job.transition(.workerLost, at: .noon + 6000))
            let third = try job.attempt(three, AttemptReport(ending: .completed), at: .noon + 9000)
            try await store.record([leased], [lost] + third, from: 3)
            typealias End = JobAttempt.End
            #expect(
                try await store.attempts(of: job.id) == [
                    JobAttempt(
                        token: one, number: 1, startedAt: .noon,
                        end: End(
                            at: .noon + 1000, ending: .reported(.crashed), failure: crash.failure, hostProcessID: 4711,
                            signal: "SIGABRT")),
                    JobAttempt(
                        token: two, number: 2, startedAt: .noon + 5000, end: End(at: .noon + 6000, ending: .lost)),
                    JobAttempt(
                        token: three, number: 3, startedAt: .noon + 9000,
                        end: End(at: .noon + 10000, ending: .reported(.completed))),
                ])
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aNewAttemptClosesOlderOpenOnesAsLost(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            try await store.record([job.follow(try job.transition(.leased, token: LeaseToken("w/1")))])
            // Redis lost its memory: the job was rebuilt as waiting and leased anew; nobody told the end of the first.
            job.status.lifecycle.state = .queued
            let again = job.follow(try job.transition(.leased, token: LeaseToken("v/1"), at: .noon + 60_000))
            try await store.record([again], from: 2)
            let attempts = try await store.attempts(of: job.id)
            #expect(attempts.map(\.end) == [JobAttempt.End(at: .noon + 60_000, ending: .lost), nil])
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func theNextEpochGoesOnFromThePosition(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            try await store.record([job.follow(try job.transition(.leased, token: LeaseToken("w/1")))])
            #expect(try await store.raiseEpoch(from: 0, to: 1) == 1)
            job.status.version = JobVersion(epoch: 1, version: 0)
            let finished = job.follow(
                try job.transition(.finished(.completed), report: AttemptReport(ending: .completed)))
            #expect(
                try await store.record([finished], from: 2, epoch: 1)
                    == .recorded(after: 1, forgettable: [job.id: JobVersion(epoch: 1, version: 1)]))
            #expect(try await store.stored(job.id).state == .completed)
        }
    }
}
