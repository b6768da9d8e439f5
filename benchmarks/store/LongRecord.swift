import JobModel
import JobStore

/// A record of many rows, written by the store itself.
struct LongRecord: Sendable {
    let mix: JobMix
    var ids: [JobID] = []
    /// About half of the rows were final before this moment.
    var halfTime = Timestamp.now()
    var seconds = 0

    private static let page = EventStream.transitionsAnEntry * EventStream.entriesAPage / 2

    static func fill(_ store: any JobStore, rows: Int) async throws -> LongRecord {
        var record = LongRecord(mix: JobMix(count: rows))
        record.ids.reserveCapacity(rows)
        var stream = EventStream()
        let start = ContinuousClock.now
        var recording: Task<Void, any Error>?
        for first in stride(from: 0, to: rows, by: page) {
            let stories = (first..<min(first + page, rows)).map(record.mix.story)
            // While the page before is recorded.
            let jobs = try await store.insertAll(stories.map(\.submission))
            try await recording?.value
            if first <= rows / 2 { record.halfTime = .now() }
            let pages = stream.pages(try zip(stories, jobs).map { try $0.transitions(of: $1) })
            recording = Task { try await store.recordAll(pages) }
            record.ids += jobs.map(\.id)
        }
        try await recording?.value
        record.seconds = Int((ContinuousClock.now - start).seconds)
        return record
    }
}
