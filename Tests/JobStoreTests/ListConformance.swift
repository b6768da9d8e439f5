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

    @Test(arguments: StoreUnderTest.kinds)
    func timesAndErrorsNarrowIt(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var rows: [JobID] = []
            for index in 0..<6 {
                let id = JobID(high: JobID.lowerBound(of: .noon + Int64(index) * 10).high | 0x7000, low: 1 << 63)
                var job = try await store.inserted(NewJob(id: id, specification: NewJob.echo().specification))
                #expect(job.createdAt == .noon + Int64(index) * 10)
                let failure = JobFailure(code: index < 3 ? "x" : "y\0", message: "")
                let life = try job.attempt(
                    LeaseToken("w/\(index)"), AttemptReport(ending: .failed, failure: failure))
                try await store.record(life, from: index + 1)
                rows.append(id)
            }
            func list(_ query: JobQuery) async throws -> [JobID] { try await store.list(query).map(\.id) }
            #expect(try await list(JobQuery(createdAfter: .noon + 20, limit: 10)) == rows[2...].reversed())
            #expect(try await list(JobQuery(createdBefore: .noon + 20, limit: 10)) == rows[..<2].reversed())
            #expect(
                try await list(
                    JobQuery(createdAfter: .noon + 10, createdBefore: .noon + 50, order: .oldestFirst, limit: 3))
                    == Array(rows[1...3]))
            #expect(
                try await list(JobQuery(states: [.failed], createdAfter: .noon, before: rows[2], limit: 10))
                    == [rows[1], rows[0]])
            #expect(try await list(JobQuery(errorCode: "x", limit: 10)) == rows[..<3].reversed())
            #expect(try await list(JobQuery(states: [.failed], type: "echo", errorCode: "y\0", limit: 1)) == [rows[5]])
            #expect(try await list(JobQuery(errorCode: "y", limit: 10)) == [])
            #expect(try await list(JobQuery(limit: 0)) == [])
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aPageEndsWithItsBytes(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let payload = "\"" + String(repeating: "x", count: JobQuery.maximumBytes / 4 - 2) + "\""
            for _ in 0..<5 { _ = try await store.inserted(.echo(payload)) }
            let page = try await store.list(JobQuery(limit: 10))
            #expect(page.count == 4)
            #expect(page.allSatisfy { $0.specification.payload == Array(payload.utf8) })
            #expect(try await store.list(JobQuery(before: page.last?.id, limit: 10)).count == 1)
            #expect(try await store.list(JobQuery(states: [.queued, .running], limit: 10)) == page)
            #expect(try await store.unfinished(after: nil, limit: 10).count == 4)
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
