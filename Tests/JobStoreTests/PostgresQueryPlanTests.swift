import JobModel
import TestSupport
import Testing

@testable import JobStore

/// As ``SQLiteQueryPlanTests``, of a planner that goes by statistics: over 20,000 rows, where it has a choice.
@Suite struct PostgresQueryPlanTests {
    private struct Filter {
        let query: JobQuery
        /// What it may be read along.
        let indexes: Set<String>
    }

    /// Where most rows are what is asked for, walking all of them is as good.
    private static let filters = [
        Filter(query: JobQuery(limit: 10), indexes: ["jobs_pkey"]),
        Filter(query: JobQuery(states: [.completed], limit: 10), indexes: ["jobs_by_state", "jobs_pkey"]),
        Filter(query: JobQuery(states: [.queued, .failed], limit: 10), indexes: ["jobs_by_state", "jobs_pkey"]),
        Filter(query: JobQuery(type: "type-1", limit: 10), indexes: ["jobs_by_type_and_state", "jobs_pkey"]),
        Filter(query: JobQuery(states: [.failed], type: "type-1", limit: 10), indexes: ["jobs_by_type_and_state"]),
        Filter(
            query: JobQuery(states: [.failed, .queued, .cancelled], type: "type-1", limit: 10),
            indexes: ["jobs_by_type_and_state"]),
        Filter(
            query: JobQuery(states: [.deadLetter], errorCode: "error-1", limit: 10),
            indexes: ["jobs_by_error"]),
        Filter(
            query: JobQuery(states: [.deadLetter, .failed], type: "type-1", errorCode: "error-1", limit: 10),
            indexes: ["jobs_by_type_and_error"]),
    ]

    @Test func listsWalkIndexesInTheirOrder() async throws {
        try await withFilledDatabase { connection in
            for filter in Self.filters {
                for query in filter.query.variants {
                    let command = try #require(PostgresJobTable.list(query))
                    let plan = try explain(command, connection)
                    #expect(plan.isInOrder, "\(query): \(plan.lines.joined(separator: "\n"))")
                    #expect(plan.indexes.isSubset(of: filter.indexes), "\(query): \(plan.indexes)")
                }
            }
            let unfinished = try #require(PostgresJobTable.unfinished(after: JobID.lowerBound(of: .noon), limit: 10))
            #expect(try explain(unfinished, connection).isInOrder)
        }
    }

    @Test func whatIsCountedLookedAtAndReapedIsFoundByAnIndex() async throws {
        try await withFilledDatabase { connection in
            for (command, index) in [
                (PostgresJobTable.deadLetterGroups(type: "type-1", errorCode: "error-1"), "jobs_by_type_and_error"),
                (PostgresJobTable.deleteFinal(before: .noon, limit: 10), "jobs_by_end"),
                (PostgresLookTable.claim(limit: 10, schedule: .standard), "jobs_by_scheduled_look"),
            ] {
                let plan = try explain(command, connection)
                #expect(plan.indexes.contains(index), "\(plan.lines.joined(separator: "\n"))")
            }
        }
    }

    // MARK: -

    private struct Plan {
        var lines: [String]

        /// `Sort Key:` is said of a merge, too.
        var isInOrder: Bool {
            !lines.contains { line in ["Seq Scan", "Bitmap", "Sort  ("].contains { line.contains($0) } }
        }

        var indexes: Set<String> {
            Set(
                lines.compactMap { line in
                    let name = line.firstRange(of: " using ") ?? line.firstRange(of: "Bitmap Index Scan on ")
                    return name.map { String(line[$0.upperBound...].prefix { $0 != " " }) }
                })
        }
    }

    private func explain(_ command: PostgresCommand, _ connection: PostgresConnection) throws -> Plan {
        let explanation = PostgresCommand("EXPLAIN \(command.sql)", command.parameters, isPrepared: false)
        return Plan(lines: try connection.trip([explanation]).first?.map { try $0.nextText() } ?? [])
    }

    private func withFilledDatabase(_ test: @escaping @Sendable (PostgresConnection) throws -> Void) async throws {
        let server = try await PostgresServerProcess.shared
        let database = try await server.makeDatabase()
        let configuration = PostgresConfiguration(url: server.url(database: database))
        let store = try await PostgresJobStore.open(configuration, logger: .silent)
        await store.close()
        try await server.query(Self.rows, database: database)
        try await server.query("ANALYZE jobs", database: database)
        let session = PostgresSession { () throws(PostgresFailure) in
            try .open(url: configuration.url, needsWrites: true, configuration: configuration)
        }
        let outcome = await session.perform(generation: 0) { connection in Result { try test(connection) } }
        await session.close()
        try await server.dropDatabase(database)
        try outcome.get().get()
    }

    /// Of 20 of them, 13 are completed, and one in each other state; 5 types, 2 errors; a second apart.
    private static let rows = """
        INSERT INTO jobs (id, epoch, version, attempt, burned, crashes, losses, cancel_requested, changed_at, created_at,
            priority, maximum_retries, timeout_ms, retry_base_ms, retry_factor, retry_cap_ms, payload,
            state, type, error_code, look_at, final_at)
        SELECT (lpad(to_hex(\(Timestamp.noon.milliseconds) + n * 1000), 12, '0') || substr(md5(n::text), 13))::uuid,
            0, 1, 1, 0, 0, 0, false, now(), now(), 5, 3, 60000, 1000, 2, 60000, convert_to(repeat('x', 200), 'UTF8'),
            state, 'type-' || n / 20 % 5,
            CASE WHEN state IN ('failed', 'cancelled', 'dead_letter') THEN convert_to('error-' || n / 100 % 2, 'UTF8') END,
            CASE WHEN state NOT IN ('completed', 'failed', 'cancelled', 'dead_letter') THEN now() + interval '1 day' END,
            CASE WHEN state IN ('completed', 'failed', 'cancelled', 'dead_letter') THEN now() END
        FROM generate_series(1, 20000) AS n, LATERAL (
            SELECT coalesce(('{scheduled,queued,running,retrying,failed,cancelled,dead_letter}'::text[])[n % 20],
                'completed') AS state) AS states
        """
}

extension JobQuery {
    /// In both orders, as a first page, as one in the middle, and within a range of time.
    fileprivate var variants: [JobQuery] {
        let early = Timestamp.noon + 5_000_000
        let late = JobID.lowerBound(of: .noon + 15_000_000)
        let spans: [(Timestamp?, JobID?)] = [(nil, nil), (nil, late), (early, nil), (early, late)]
        return [Order.newestFirst, .oldestFirst].flatMap { order in
            spans.map { early, late in
                JobQuery(
                    states: states, type: type, errorCode: errorCode, createdAfter: early, before: late, order: order,
                    limit: limit)
            }
        }
    }
}
