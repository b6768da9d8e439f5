import Testing

extension OwnServerTests {
    /// With one slot, the order of the starts is the order of the queue.
    @Suite(
        .jobyard(
            environment: ["WORKER_CONCURRENCY": "1", "WORKER_POOL_SIZE": "1"],
            plugins: ["hostile": CPluginSources.hostile]))
    struct PriorityTests {
        @Test func theHigherPriorityStartsFirst() async throws {
            let rest = try JobyardServer.current.rest
            let busy = try await Hostage.take(rest)
            var waiting: [String] = []
            for priority in [0, 5, 5, 10] as [Int64] {
                let job = try await rest.submit("sleep", ["duration": 0.02], ["priority": .integer(priority)])
                #expect(job.status == "queued")
                waiting.append(job.jobID)
            }
            try busy.release()
            var jobs: [JobAnswer] = []
            for identifier in waiting { jobs.append(try await rest.job(identifier, until: \.isFinal)) }
            let starts = jobs.map { $0.startedAt ?? "" }
            #expect(starts[3] < starts[1] && starts[1] < starts[2] && starts[2] < starts[0])
        }
    }
}
