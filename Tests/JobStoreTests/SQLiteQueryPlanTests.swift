import GRDB
import JobModel
import Testing

@testable import JobStore

/// Whatever is read again and again walks an index that begins with all it asks for: it neither sorts nor passes over rows,
/// and is as quick at 1,000,000 of them (`StoreBenchmark --parts reads`).
@Suite struct SQLiteQueryPlanTests {
    private static let byState = "jobs_by_state (state=?"
    private static let byType = "jobs_by_type_and_state (type=? AND state=?"
    private static let byError = "jobs_by_error (error_code=? AND state=?"
    private static let byTypeAndError = "jobs_by_type_and_error (type=? AND error_code=? AND state=?"

    /// Each list merges one search of this index for each of its states.
    @Test(arguments: [
        (JobQuery(states: [.completed], limit: 10), byState, 1),
        (JobQuery(states: [.queued, .failed, .running], limit: 10), byState, 3),
        (JobQuery(type: "echo", limit: 10), byType, JobState.allCases.count),
        (JobQuery(states: [.failed], type: "echo", limit: 10), byType, 1),
        (JobQuery(states: [.deadLetter, .failed], type: "echo", limit: 10), byType, 2),
        (JobQuery(errorCode: "timeout", limit: 10), byError, JobState.allCases.count),
        (JobQuery(states: [.deadLetter], errorCode: "timeout", limit: 10), byError, 1),
        (JobQuery(states: [.deadLetter, .failed], type: "echo", errorCode: "timeout", limit: 10), byTypeAndError, 2),
    ])
    func aListWalksOneIndex(_ query: JobQuery, index: String, states: Int) async throws {
        for order in [JobQuery.Order.newestFirst, .oldestFirst] {
            for (bounds, ids) in Self.bounds {
                let query = query.within(bounds, order: order)
                let plan = try await plan { _ = try $0.list(query) }
                #expect(plan.ofJobs == Array(repeating: "SEARCH jobs USING INDEX \(index)\(ids))", count: states))
                #expect(!plan.sorts, "\(plan.lines)")
            }
        }
    }

    @Test func aListOfAllWalksTheirIDs() async throws {
        for order in [JobQuery.Order.newestFirst, .oldestFirst] {
            for (bounds, ids) in Self.bounds {
                let query = JobQuery(limit: 10).within(bounds, order: order)
                let plan = try await plan { _ = try $0.list(query) }
                let range = ids.isEmpty ? "" : " (\(ids.dropFirst(" AND ".count)))"
                let verb = ids.isEmpty ? "SCAN" : "SEARCH"
                #expect(plan.ofJobs == ["\(verb) jobs USING INDEX sqlite_autoindex_jobs_1\(range)"])
                #expect(!plan.sorts, "\(plan.lines)")
            }
        }
    }

    @Test func unfinishedRowsComeStateByState() async throws {
        let plan = try await plan { _ = try $0.unfinished(after: JobID(high: 1, low: 1), limit: 10) }
        let search = "SEARCH jobs USING INDEX \(Self.byState) AND id>?)"
        #expect(plan.ofJobs == Array(repeating: search, count: JobState.unfinished.count))
        #expect(!plan.sorts, "\(plan.lines)")
    }

    /// Its groups are sorted, as few as they are; its rows are not even read.
    @Test(arguments: [
        (nil, nil, ""), ("echo", nil, " (type=?)"), ("echo", "timeout", " (type=? AND error_code=? AND state=?)"),
        (nil, "timeout", ""),
    ])
    func deadLettersAreCountedAlongAnIndex(type: String?, errorCode: String?, search: String) async throws {
        let plan = try await plan { _ = try $0.deadLetterGroups(type: type, errorCode: errorCode) }
        let verb = search.isEmpty ? "SCAN" : "SEARCH"
        #expect(plan.ofJobs == ["\(verb) jobs USING COVERING INDEX jobs_by_type_and_error\(search)"])
        #expect(!plan.lines.contains { $0.contains("FOR GROUP BY") })
    }

    @Test func dueLooksMergeThreeSearches() async throws {
        let plan = try await plan { _ = try $0.dueLooks(at: .now(), schedule: .standard, limit: 10) }
        #expect(
            plan.ofJobs == [
                "SEARCH jobs USING INDEX jobs_by_scheduled_look (look_at<?)",
                "SEARCH jobs USING INDEX jobs_by_look (look_at<?)", "SEARCH jobs USING INDEX jobs_by_look (look_at>?)",
            ])
        #expect(!plan.sorts, "\(plan.lines)")
    }

    @Test func whatIsReapedIsFoundByItsEnd() async throws {
        let plan = try await plan { _ = try $0.deleteFinal(before: .now(), limit: 10) }
        #expect(
            plan.ofJobs == [
                "SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)",
                "SEARCH jobs USING COVERING INDEX jobs_by_end (final_at<?)",
            ])
        #expect(!plan.sorts, "\(plan.lines)")
    }

    // MARK: -

    /// What a page in the middle and a range of time add to the search.
    private static let bounds: [(JobQuery, String)] = [
        (JobQuery(limit: 10), ""),
        (JobQuery(before: JobID(high: 1, low: 1), limit: 10), " AND id<?"),
        (JobQuery(createdAfter: .noon, limit: 10), " AND id>?"),
        (JobQuery(createdAfter: .noon, createdBefore: .noon + 1000, limit: 10), " AND id>? AND id<?"),
    ]

    private struct Plan {
        var lines: [String]

        /// The table, not that of the idempotency keys.
        var ofJobs: [String] { lines.filter { $0.contains(" jobs ") } }
        var sorts: Bool { lines.contains { $0.contains("TEMP B-TREE") } }
    }

    /// Of the statements that run meanwhile.
    private func plan(_ work: @escaping @Sendable (SQLiteJobTable) throws -> Void) async throws -> Plan {
        let directory = TemporaryDirectory()
        defer { try? directory.remove() }
        let database = try await SQLiteDatabase.open(path: directory.file("jobs.db"))
        let lines = try await database.write { database in
            var statements: [String] = []
            database.trace { if case .statement(let statement) = $0 { statements.append(statement.sql) } }
            try work(SQLiteJobTable(database: database))
            database.trace(options: [])
            return try statements.flatMap { sql in
                let explanation = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
                // As it is prepared: for any values.
                explanation.setUncheckedArguments(StatementArguments())
                return try Row.fetchAll(explanation).map { $0["detail"] as String? ?? "" }
            }
        }
        await database.close()
        return Plan(lines: lines)
    }
}

extension JobQuery {
    /// The same filter, within these bounds.
    fileprivate func within(_ bounds: JobQuery, order: Order) -> JobQuery {
        JobQuery(
            states: states, type: type, errorCode: errorCode, createdAfter: bounds.createdAfter,
            createdBefore: bounds.createdBefore, before: bounds.before, order: order, limit: limit)
    }
}
