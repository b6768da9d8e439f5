import JobModel
import JobStore

/// Every read that the doors offer, over a long record.
struct ReadTimes {
    let database: any BenchmarkDatabase
    let store: any JobStore
    let record: LongRecord
    let calls: Int

    private static let page = 50
    /// One of the thirty.
    private static let day = 15.0 / 30...16.0 / 30

    func run() async throws {
        var lists = MarkdownTable(
            "list, a page of 50", "rows", "first page: p50, ms", "p99, ms", "a page in the middle: p50, ms", "p99, ms")
        for (name, query) in queries {
            var rows = 0
            let first = try await Latencies.of(calls) { rows = try await store.list(query).count }
            let middle = try await Latencies.of(calls) {
                var query = query
                query.before = id(between: query.createdAfter == nil ? 0.25...0.75 : Self.day)
                _ = try await store.list(query)
            }
            lists.add(
                name, "\(rows)", first.milliseconds(at: 0.5), first.milliseconds(at: 0.99),
                middle.milliseconds(at: 0.5), middle.milliseconds(at: 0.99))
        }

        var others = MarkdownTable("other reads", "p50, ms", "p99, ms")
        func measure(_ name: String, _ call: () async throws -> Void) async throws {
            let latencies = try await Latencies.of(calls, call)
            others.add(name, latencies.milliseconds(at: 0.5), latencies.milliseconds(at: 0.99))
        }
        try await measure("one job") { _ = try await store.job(id(between: 0...1)) }
        try await measure("its attempts") { _ = try await store.attempts(of: id(between: 0...1)) }
        try await measure("unfinished, the first 500") { _ = try await store.unfinished(after: nil, limit: 500) }
        try await measure("unfinished, 500 in the middle") {
            _ = try await store.unfinished(after: id(between: 0.25...0.75), limit: 500)
        }
        for (name, type, code) in [
            ("of all", nil, nil), ("of a type", "type-2", nil), ("of an error", nil, "timeout"),
            ("of both", "type-2", "timeout"),
        ] as [(String, String?, String?)] {
            try await measure("dead letters grouped, \(name)") {
                _ = try await store.deadLetterGroups(type: type, errorCode: code)
            }
        }
        try await measureLooks(&others)
        try await measure("position") { _ = try await store.position() }
        let opening = try await Latencies.of(20) {
            let other = try await database.open()
            _ = try await other.position()
            await other.close()
        }
        others.add("opening, position, closing", opening.milliseconds(at: 0.5), opening.milliseconds(at: 0.99))
    }

    private func measureLooks(_ table: inout MarkdownTable) async throws {
        var due = Latencies()
        var isAny = true
        while isAny, due.count < calls {
            due.add(try await Latencies.of(1) { isAny = try await !store.claimLooks(limit: 100).isEmpty })
        }
        table.add("claimLooks, 100 due", due.milliseconds(at: 0.5), due.milliseconds(at: 0.99))
        let none = try await Latencies.of(calls) { _ = try await store.claimLooks(limit: 100) }
        table.add("claimLooks, none due", none.milliseconds(at: 0.5), none.milliseconds(at: 0.99))
    }

    private func moment(_ part: Double) -> Timestamp { record.mix.moment(of: Int(part * Double(record.mix.count))) }

    /// Any, of this part of the record.
    private func id(between part: ClosedRange<Double>) -> JobID {
        record.ids[Int(Double.random(in: part) * Double(record.ids.count - 1))]
    }

    /// As ListRequest, DeadLetterRequest and RetryRequest of the API make them.
    private var queries: [(String, JobQuery)] {
        func query(
            _ states: Set<JobState>? = nil, _ type: String? = nil, code: String? = nil, inDay: Bool = false,
            order: JobQuery.Order = .newestFirst
        ) -> JobQuery {
            JobQuery(
                states: states, type: type, errorCode: code, createdAfter: inDay ? moment(Self.day.lowerBound) : nil,
                createdBefore: inDay ? moment(Self.day.upperBound) : nil, order: order, limit: Self.page)
        }
        return [
            ("all", query()),
            ("completed", query([.completed])),
            ("failed", query([.failed])),
            ("running", query([.running])),
            ("failed, cancelled, dead_letter", query([.failed, .cancelled, .deadLetter])),
            ("a frequent type", query(nil, "type-1")),
            ("a rare type", query(nil, "type-5")),
            ("a type that no job has", query(nil, "type-6")),
            ("completed of a frequent type", query([.completed], "type-1")),
            ("completed of a rare type", query([.completed], "type-5")),
            ("cancelled of a frequent type that has none", query([.cancelled], JobMix.neverCancelled)),
            ("unfinished of a type", query(Set(JobState.unfinished), "type-2")),
            ("a day", query(inDay: true)),
            ("failed of a day", query([.failed], inDay: true)),
            ("a rare type of a day", query(nil, "type-5", inDay: true)),
            ("failed of a type and a day", query([.failed], "type-2", inDay: true)),
            ("dead letters", query([.deadLetter])),
            ("dead letters of a type", query([.deadLetter], "type-2")),
            ("dead letters with a frequent error", query([.deadLetter], code: "http_503")),
            ("dead letters with a rare error", query([.deadLetter], code: "disk_full")),
            ("dead letters with an error that none has", query([.deadLetter], code: "unheard_of")),
            ("dead letters of a type with an error", query([.deadLetter], "type-2", code: "timeout")),
            ("the oldest dead letters", query([.deadLetter], order: .oldestFirst)),
            ("the oldest dead letters with a rare error", query([.deadLetter], code: "disk_full", order: .oldestFirst)),
            (
                "the oldest failed and cancelled of a type with a rare error",
                query([.failed, .cancelled], "type-2", code: "disk_full", order: .oldestFirst)
            ),
        ]
    }
}
