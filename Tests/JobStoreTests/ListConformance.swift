import JobModel
import JobStore
import Testing

@Suite struct ListConformance {
    @Test(arguments: StoreUnderTest.kinds)
    func newestFirstPageAfterPage(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var submitted: [JobID] = []
            for _ in 0..<7 { submitted.append(try await store.inserted(.echo()).id) }
            var pages: [[JobID]] = []
            var before: JobID?
            repeat {
                let page = try await store.list(JobQuery(before: before, limit: 3)).map(\.id)
                pages.append(page)
                before = page.last
            } while before != nil
            #expect(pages.map(\.count) == [3, 3, 1, 0])
            #expect(pages.flatMap(\.self) == submitted.reversed())
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func statesAndTypeNarrowIt(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var echo = try await store.inserted(.echo())
            let waiting = try await store.inserted(.echo())
            let scheduled = try await store.inserted(.echo(type: "sleep", runAt: .now() + 3_600_000))
            let sleep = try await store.inserted(.echo(type: "sleep"))
            try await store.record(try echo.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed)))
            func list(_ states: Set<JobState>?, _ type: String? = nil, before: JobID? = nil) async throws -> [JobID] {
                try await store.list(JobQuery(states: states, type: type, before: before, limit: 10)).map(\.id)
            }
            #expect(try await list(nil) == [sleep.id, scheduled.id, waiting.id, echo.id])
            #expect(try await list([.completed]) == [echo.id])
            #expect(try await list([.queued]) == [sleep.id, waiting.id])
            #expect(
                try await list([.completed, .queued, .scheduled]) == [sleep.id, scheduled.id, waiting.id, echo.id])
            #expect(try await list([.queued, .scheduled], before: sleep.id) == [scheduled.id, waiting.id])
            #expect(try await list([.queued, .completed], "echo") == [waiting.id, echo.id])
            #expect(try await list(nil, "sleep", before: sleep.id) == [scheduled.id])
            #expect(try await list([]) == [])
            #expect(try await list(nil, "no such type") == [])
        }
    }

    @Test func aLimitIsBounded() {
        #expect(JobQuery(limit: -1).limit == 0)
        #expect(JobQuery(limit: 1_000_000).limit == JobQuery.maximumLimit)
    }

    @Test(arguments: StoreUnderTest.kinds)
    func unfinishedRowsComeOldestFirst(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var jobs: [Job] = []
            for index in 0..<6 {
                jobs.append(try await store.inserted(.echo(runAt: index == 4 ? .now() + 60_000 : nil)))
            }
            let running = jobs[2].follow(try jobs[2].transition(.leased, token: LeaseToken("w/1")))
            let done = try jobs[1].attempt(LeaseToken("w/2"), AttemptReport(ending: .failed))
            let retrying = try jobs[3].attempt(LeaseToken("w/3"), AttemptReport(ending: .transient))
            try await store.record([running] + done + retrying)
            let first = try await store.unfinished(after: nil, limit: 3)
            #expect(first.map(\.id) == [jobs[0].id, jobs[2].id, jobs[3].id])
            #expect(first.map(\.state) == [.queued, .running, .retrying])
            #expect(try await store.unfinished(after: jobs[3].id, limit: 3).map(\.id) == [jobs[4].id, jobs[5].id])
            #expect(try await store.unfinished(after: nil, limit: -1).isEmpty)
        }
    }
}
