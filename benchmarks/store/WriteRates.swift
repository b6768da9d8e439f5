import Foundation
import JobModel
import JobStore

/// Submissions and recorded rows a second.
struct WriteRates {
    let database: any BenchmarkDatabase
    let store: any JobStore
    let seconds: Int

    private static let submitters = [1, 16, 256]

    func run() async throws {
        _ = try await Submitters(store: store, count: 16).run(for: .seconds(1))
        var jobs: [Job] = []
        var submissions = MarkdownTable(
            "submitters", "jobs a second", "p50, ms", "p99, ms", "µs of processor a job")
        for count in Self.submitters {
            let before = try await database.processorMicroseconds()
            let result = try await Submitters(store: store, count: count).run(for: .seconds(seconds))
            let spent = try await database.processorMicroseconds() - before
            submissions.add(
                "\(count)", "\(Int(Double(result.jobs.count) / result.seconds))",
                result.latencies.milliseconds(at: 0.5), result.latencies.milliseconds(at: 0.99),
                "\(spent / max(1, result.jobs.count))")
            jobs += result.jobs
        }

        var stream = EventStream()
        var recording = MarkdownTable("recording: jobs leased and completed", "jobs a second", "µs of processor a job")
        let lone = jobs.prefix(1000)
        jobs.removeFirst(lone.count)
        for (title, jobs, entry, page) in [
            ("one transition a page", Array(lone), 1, 1), ("pages of 64 × 64", Array(jobs.prefix(200_000)), 64, 64),
        ] {
            let pages = try pages(of: jobs, entry: entry, page: page, from: &stream)
            let before = try await database.processorMicroseconds()
            let start = ContinuousClock.now
            try await store.recordAll(pages)
            let time = (ContinuousClock.now - start).seconds
            let spent = try await database.processorMicroseconds() - before
            recording.add(title, "\(Int(Double(jobs.count) / time))", "\(spent / max(1, jobs.count))")
        }
    }

    private func pages(
        of jobs: [Job], entry: Int, page: Int, from stream: inout EventStream
    ) throws -> [[JobTransitionBatch]] {
        let atOnce = entry * page / 2
        return try stride(from: 0, to: jobs.count, by: max(1, atOnce)).flatMap { start in
            let stories = try jobs[start..<min(start + max(1, atOnce), jobs.count)].map { job in
                try JobStory(
                    submission: NewJob(id: job.id, specification: job.specification), state: .completed, errorCode: ""
                ).transitions(of: job)
            }
            return stream.pages(stories, transitionsAnEntry: entry, entriesAPage: page)
        }
    }
}
