import JobModel
import JobStore
import Testing

/// What a store finds when it opens a database, and what it makes of it.
@Suite struct OpeningConformance {
    @Test(arguments: StoreUnderTest.kinds) func openedAgainItHasItsJobs(_ kind: StoreUnderTest.Kind) async throws {
        try await withDatabase(kind) { database in
            var store = try await database.open(looks: .standard)
            let job = try await store.inserted(.echo())
            try await store.record([try job.transition(.leased, token: LeaseToken("w/1"))])
            _ = try await store.raiseEpoch(from: 0, to: 1)
            await store.close()
            store = try await database.open(looks: .standard)
            #expect(try await store.stored(job.id).state == .running)
            #expect(try await store.position() == RecordPosition(epoch: 1, sequence: 1))
            await store.close()
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func serversThatStartAtOnceAllFindTheSchema(_ kind: StoreUnderTest.Kind) async throws {
        try await withDatabase(kind) { database in
            let stores = try await withThrowingTaskGroup(of: (any JobStore).self) { group in
                for _ in 0..<4 { group.addTask { try await database.open(looks: .standard) } }
                return try await group.reduce(into: [any JobStore]()) { $0.append($1) }
            }
            var submitted: Set<JobID> = []
            for store in stores { submitted.insert(try await store.inserted(.echo()).id) }
            for store in stores {
                #expect(Set(try await store.list(JobQuery(limit: 10)).map(\.id)) == submitted)
                #expect(try await store.position() == RecordPosition(epoch: 0, sequence: 0))
                await store.close()
            }
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aNewerSchemaIsRefusedAndLeftAlone(_ kind: StoreUnderTest.Kind) async throws {
        try await withDatabase(kind) { database in
            let store = try await database.open(looks: .standard)
            let job = try await store.inserted(.echo())
            try await database.markSchema(99)
            for _ in 0..<2 {
                await #expect {
                    try await database.open(looks: .standard)
                } throws: {
                    guard case .newerSchema(found: "99", _)? = $0 as? JobStoreError else { return false }
                    return "\($0)".contains("start the newer jobyard")
                }
            }
            #expect(try await store.job(job.id) == job)
            await store.close()
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aDamagedRowIsAnErrorAndNotACrash(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 1) { stores, database in
            for store in stores {
                let job = try await store.inserted(.echo())
                try await database.run("UPDATE jobs SET state = 'asleep'")
                await #expect {
                    try await store.job(job.id)
                } throws: {
                    guard case .corrupt(let reason)? = $0 as? JobStoreError else { return false }
                    return reason.contains("asleep") && reason.contains("state")
                }
            }
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func anEmptyPositionIsAnErrorAndNotACrash(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 1) { stores, database in
            for store in stores {
                try await database.run("DELETE FROM record_position")
                func isCorrupt(_ error: any Error) -> Bool {
                    guard case .corrupt(let reason)? = error as? JobStoreError else { return false }
                    return reason.contains("record_position")
                }
                await #expect { try await store.position() } throws: { isCorrupt($0) }
                await #expect { try await store.inserted(.echo()) } throws: { isCorrupt($0) }
                await #expect { try await store.record([], epoch: 0) } throws: { isCorrupt($0) }
            }
        }
    }
}
