import JobModel
import RedisClient
import Testing

@testable import JobQueue

/// The scripts against JobModel's table: what they make of a job is what ``JobLifecycle`` makes of it.
@Suite(.serialized) struct TransitionTests {
    @Test func everyEndingOfARunningJobMovesItAsTheTableSays() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let lives = [
                JobLifecycle(state: .queued), JobLifecycle(state: .queued, burned: 2, crashes: 2),
                JobLifecycle(state: .queued, attempt: 9, burned: 3, losses: 4),
            ]
            var call = 0
            for life in lives {
                for ending in AttemptEnding.allCases {
                    for flagged in [false, true] {
                        call += 1
                        let job = try test.job(life: life)
                        #expect(try await test.push(job) == [.taken])
                        let lease = try #require(try await test.lease(call: call)?.leases.first)
                        var expected = lease.status.lifecycle
                        if flagged {
                            try await test.overwrite(job) { $0.lifecycle.cancelRequested = true }
                            try expected.apply(.cancelRequested, maximumRetries: 3)
                        }
                        try expected.apply(.finished(ending), maximumRetries: 3)
                        #expect(try await test.finish(lease, ending, delay: 60_000) == .ok)

                        let status = try #require(try await test.status(job.id))
                        #expect(status.lifecycle == expected, "\(ending) of \(life), flagged \(flagged)")
                        #expect(status.version == JobVersion(epoch: 1, version: 3))
                        let places = try await test.places(job.id)
                        switch expected.state {
                        case .queued: #expect(places == ["ready"])
                        case .retrying: #expect(places == ["later"])
                        default: #expect(places.isEmpty, "\(expected.state)")
                        }
                        if expected.state == .queued {
                            _ = try await test.finish(
                                try #require(try await test.lease(call: call + 1000)?.leases.first), .failed)
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: JobState.allCases) func onlyARunningJobIsFinished(_ state: JobState) async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let job = try test.job()
            try await test.push(job)
            let lease = try #require(try await test.lease()?.leases.first)
            try await test.overwrite(job) { $0.lifecycle.state = state }
            let before = try await test.status(job.id)
            let answer = try await test.finish(lease, .completed)
            if state == .running {
                #expect(answer == .ok)
            } else {
                #expect(answer == .done)
                #expect(try await test.status(job.id) == before)
            }
        }
    }

    @Test func aLostWorkerGivesItsJobsBackAsTheTableSays() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let fresh = try test.job()
            let worn = try test.job(life: JobLifecycle(state: .queued, losses: 4))
            let flagged = try test.job()
            try await test.push(fresh, worn, flagged)
            _ = try await test.lease(3)
            try await test.overwrite(flagged) { $0.lifecycle.cancelRequested = true }

            #expect(try await test.queue.recover().isEmpty, "its heartbeat is fresh")
            try await test.pass(milliseconds: 16_000, of: test.worker)
            #expect(try await test.queue.recover().count == 3)
            #expect(try await test.status(fresh.id)?.lifecycle == JobLifecycle(state: .queued, attempt: 1, losses: 1))
            #expect(try await test.status(worn.id)?.state == .deadLetter)
            #expect(try await test.status(flagged.id)?.state == .cancelled)
            #expect(try await test.places(fresh.id) == ["ready"])
            #expect(try await test.lease() == nil, "a worker that was given up leases nothing")
        }
    }

    @Test func nothingIsRecoveredWithinATimeToLiveOfAnOpening() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            try await test.push(try test.job())
            _ = try await test.lease()
            try await test.pass(milliseconds: 16_000, of: test.worker)
            _ = try await test.connection.send(
                RedisCommand(
                    "HSET", .string(test.queue.keys.meta), "opened",
                    .integer(Int(test.session.now.milliseconds) - 14_000)))
            #expect(try await test.queue.recover().isEmpty)
        }
    }

    @Test func nothingIsRecoveredAfterATimeInWhichNobodyLooked() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let job = try test.job()
            try await test.push(job)
            _ = try await test.lease()
            try await test.pass(milliseconds: 16_000, of: test.worker)
            // A stop of Redis, or of every server, that is shorter than a heartbeat lives.
            _ = try await test.connection.send(
                RedisCommand(
                    "HSET", .string(test.queue.keys.meta), "recovered",
                    .integer(Int(test.session.now.milliseconds) - JobQueue.recoveryGapMilliseconds - 1000)))
            #expect(try await test.queue.recover().isEmpty)
            #expect(try await test.queue.recover().isEmpty, "a time to live is waited for")
            #expect(try await test.status(job.id)?.state == .running)
        }
    }

    @Test func aJobPastItsDeadlineIsTakenFromALiveWorker() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let job = try test.job(timeoutMilliseconds: 1)
            try await test.push(job)
            _ = try await test.lease()
            try await test.pass(milliseconds: 0, of: test.worker)
            #expect(try await test.queue.recover().isEmpty)
            _ = try await test.connection.send(
                RedisCommand(
                    "ZADD", .string(test.queue.keys.leased(test.worker)),
                    .integer(Int(test.session.now.milliseconds) - 15_500), .string(job.id.description)))
            #expect(try await test.queue.recover() == [job.id])
            #expect(try await test.status(job.id)?.state == .queued)
        }
    }
}
