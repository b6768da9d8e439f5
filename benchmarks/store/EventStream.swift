import JobModel
import JobStore

/// Entries as Redis has them, and pages of them as the Recorder reads them.
struct EventStream {
    private var sequence = 0
    static let transitionsAnEntry = 64
    static let entriesAPage = 64

    /// The first transition of every job, then the second of every job, and so on.
    mutating func pages(
        _ stories: [[JobTransition]], transitionsAnEntry: Int = transitionsAnEntry, entriesAPage: Int = entriesAPage
    ) -> [[JobTransitionBatch]] {
        var entries: [JobTransitionBatch] = []
        for round in 0..<(stories.map(\.count).max() ?? 0) {
            let transitions = stories.compactMap { $0.dropFirst(round).first }
            for start in stride(from: 0, to: transitions.count, by: transitionsAnEntry) {
                sequence += 1
                entries.append(
                    JobTransitionBatch(
                        sequence: sequence,
                        transitions: Array(transitions[start..<min(start + transitionsAnEntry, transitions.count)])))
            }
        }
        return stride(from: 0, to: entries.count, by: entriesAPage).map {
            Array(entries[$0..<min($0 + entriesAPage, entries.count)])
        }
    }
}

struct NotRecorded: Error {
    let answer: RecordAnswer
}

extension JobStore {
    func recordAll(_ pages: [[JobTransitionBatch]]) async throws {
        for page in pages {
            let answer = try await record(page, epoch: 0)
            guard case .recorded = answer else { throw NotRecorded(answer: answer) }
        }
    }

    /// All at once, so that they share commits.
    func insertAll(_ jobs: [NewJob]) async throws -> [Job] {
        try await withThrowingTaskGroup(of: (Int, Job).self) { group in
            for (index, job) in jobs.enumerated() { group.addTask { (index, try await self.insert(job).job) } }
            var inserted: [Job?] = jobs.map { _ in nil }
            for try await (index, job) in group { inserted[index] = job }
            return inserted.compactMap(\.self)
        }
    }
}
