import Foundation
import JobModel
import JobStore
import TestSupport
import Testing

/// PostgreSQL away, silent, or not for us. Each has a server of its own, because it harms it.
@Suite(.timeLimit(.minutes(5))) struct PostgresAvailabilityTests {
    @Test func aServerThatStoppedIsUnavailableUntilItIsBack() async throws {
        try await withPostgresServer(.init(isDurable: false)) { server in
            let store = try await PostgresJobStore.open(hasty(server.url(database: "postgres")), logger: .silent)
            let job = try await store.inserted(.echo())
            for mode in [PostgresServerProcess.StopMode.fast, .immediate] {
                await server.stop(mode)
                for call in StoreCall.all {
                    await #expect("\(call.name)") { try await call.make(store) } throws: {
                        JobStoreError.isUnavailable($0)
                    }
                }
                try await server.start()
                try await isBack(store)
                #expect(try await store.job(job.id) == job)
                #expect(try await store.insert(.echo()).isNew)
            }
            await store.close()
        }
    }

    @Test func aServerThatStandsStillIsUnavailableUntilItGoesOn() async throws {
        try await withPostgresServer(.init(isDurable: false)) { server in
            let store = try await PostgresJobStore.open(hasty(server.url(database: "postgres")), logger: .silent)
            let job = try await store.inserted(.echo())
            await server.freeze()
            await withTaskGroup(of: Void.self) { group in
                for call in StoreCall.all {
                    group.addTask {
                        await #expect("\(call.name)") { try await call.make(store) } throws: {
                            JobStoreError.isUnavailable($0)
                        }
                    }
                }
            }
            await server.thaw()
            try await isBack(store)
            #expect(try await store.job(job.id) == job)
            await store.close()
        }
    }

    @Test func aServerThatDoesNotTakeOurPasswordIsNotNamedWithIt() async throws {
        let options = PostgresServerProcess.Options(listensOnTCP: true, password: "sesame", isDurable: false)
        try await withPostgresServer(options) { server in
            let good = server.tcpURL(database: "postgres")
            let store = try await PostgresJobStore.open(PostgresConfiguration(url: good), logger: .silent)
            try await store.checkHealth()
            await store.close()
            for bad in [
                good.replacing("sesame", with: "swordfish"), server.tcpURL(database: "nowhere"),
                good.replacing("jobyard:", with: "nobody:"), good.replacing(":\(server.port)", with: ":1"),
                good + "?sslmode=nonsense", good + "?no_such_parameter=sesame",
            ] {
                do {
                    let store = try await PostgresJobStore.open(hasty(bad), logger: .silent)
                    Issue.record("\(bad) was opened")
                    await store.close()
                } catch {
                    let words = "\(error)"
                    #expect(!words.contains("sesame") && !words.contains("swordfish"), "\(words)")
                    #expect(JobStoreError.isOutOfReach(error), "\(words)")
                }
            }
        }
    }
}

/// With a database of their own on the server of all tests.
@Suite(.timeLimit(.minutes(5))) struct PostgresTroubleTests {
    @Test func aConnectionThatWasEndedIsMadeAnew() async throws {
        try await withStore { store, database in
            let job = try await store.inserted(.echo())
            for call in StoreCall.all {
                try await database.endConnections()
                // A commit whose answer was lost may be told as such, once.
                do { try await call.make(store) } catch { #expect(JobStoreError.isUnavailable(error), "\(call.name)") }
                try await call.make(store)
            }
            #expect(try await store.job(job.id) == job)
        }
    }

    @Test func whoWaitsTooLongForALockIsToldSo() async throws {
        try await withStore { store, database in
            let job = try await store.inserted(.echo())
            async let holder: Void? = try? database.run(
                "BEGIN; SELECT 1 FROM jobs FOR UPDATE; SELECT pg_sleep(60)")
            try await eventually("the row is locked") {
                try await database.query(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
                ) == "1"
            }
            await #expect { try await store.requestCancel(job.id) } throws: { JobStoreError.isUnavailable($0) }
            let leased = try job.transition(.leased, token: LeaseToken("w/1"))
            await #expect { try await store.record([leased]) } throws: { JobStoreError.isUnavailable($0) }
            #expect(try await store.job(job.id) == job)
            try await database.endConnections()
            _ = await holder
            try await isBack(store)
            try await store.record([leased])
            #expect(try await store.stored(job.id).state == .running)
        }
    }

    /// Trouble of the server is never taken for that of a job.
    @Test(arguments: [
        "read_only_sql_transaction", "disk_full", "out_of_memory", "too_many_connections", "query_canceled",
        "admin_shutdown", "lock_not_available", "insufficient_privilege", "io_error",
    ])
    func aJobIsNotBlamedForTheServersTrouble(_ code: String) async throws {
        try await withStore { store, database in
            var job = try await store.inserted(.echo())
            let life = try job.attempt(
                LeaseToken("w/1"), AttemptReport(ending: .completed, result: Array("odd".utf8)))
            try await database.refuse(.result("odd"), saying: "trouble", code: code)
            do {
                try await store.record(life)
                Issue.record("it was recorded")
            } catch {
                #expect(JobStoreError.isOutOfReach(error), "\(error)")
            }
            #expect(try await store.position().sequence == 0)
            #expect(try await store.stored(job.id).state == .queued)
        }
    }

    @Test(arguments: ["check_violation", "not_null_violation", "numeric_value_out_of_range", "program_limit_exceeded"])
    func contentsAreTheJobsOwn(_ code: String) async throws {
        try await withStore { store, database in
            var job = try await store.inserted(.echo())
            let life = try job.attempt(
                LeaseToken("w/1"), AttemptReport(ending: .completed, result: Array("odd".utf8)))
            try await database.refuse(.result("odd"), saying: "odd contents", code: code)
            try await store.record(life)
            #expect(try await store.stored(job.id).failure?.code == "unrecordable")
        }
    }

    /// After a failover the old address may lead to a standby.
    @Test func aDatabaseThatOnlyReadsIsUnavailable() async throws {
        try await withStore { store, database in
            let job = try await store.inserted(.echo())
            try await database.setReadOnly(true)
            for call in StoreCall.writing {
                await #expect("\(call.name)") { try await call.make(store) } throws: { JobStoreError.isUnavailable($0) }
            }
            try await database.setReadOnly(false)
            try await isBack(store)
            #expect(try await store.requestCancel(job.id) != nil)
        }
    }

    /// A row remembers the transaction that made it.
    @Test func aCrowdOfSubmissionsSharesItsCommits() async throws {
        try await withStore { store, database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<300 { group.addTask { _ = try await store.inserted(.echo()) } }
                try await group.waitForAll()
            }
            let commits = try #require(Int(try await database.query("SELECT count(DISTINCT xmin::text) FROM jobs")))
            #expect(commits < 100)
        }
    }

    private func withStore(_ test: (PostgresJobStore, PostgresUnderTest) async throws -> Void) async throws {
        let database = try await PostgresUnderTest()
        let store = try await PostgresJobStore.open(hasty(database.url), logger: .silent)
        var outcome: Result<Void, any Error> = .success(())
        do { try await test(store, database) } catch { outcome = .failure(error) }
        await store.close()
        try await database.remove()
        try outcome.get()
    }
}

private func hasty(_ url: String) -> PostgresConfiguration {
    PostgresConfiguration(url: url, poolSize: 2, statementTimeout: .seconds(1), lockTimeout: .milliseconds(200))
}

private func isBack(_ store: any JobStore) async throws {
    try await eventually("the store is back") {
        do {
            try await store.checkHealth()
            return true
        } catch { return false }
    }
}
