import ArgumentParser
import Foundation
import JobModel
import JobStore

/// What the record does in a second, and how long it takes when it is long: on a SQLite file and on PostgreSQL, each of
/// the benchmark's own.
@main struct StoreBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "StoreBenchmark")

    @Option(help: "Another than both.") var store: DatabaseKind?
    @Option(help: "Of the record that is read and reaped.") var rows = 1_000_000
    @Option(help: "Of each kind of read.") var calls = 2000
    @Option(help: "Of each measurement of submissions.") var seconds = 5
    @Option(parsing: .upToNextOption, help: "What to measure.") var parts = Part.allCases
    @Option(help: "Rows of one transaction of the reap.") var reapPage = 250
    @Option(parsing: .upToNextOption, help: "Unfinished rows when the epoch is raised.")
    var unfinished = [100_000, 1_000_000]

    enum Part: String, CaseIterable, ExpressibleByArgument { case writes, reads, reap, epoch }

    func run() async throws {
        for kind in store.map({ [$0] }) ?? DatabaseKind.allCases {
            print("\n## \(kind), \(Timestamp.now()), \(Self.machine)")
            if parts.contains(.writes) {
                try await withDatabase(kind) { try await WriteRates(database: $0, store: $1, seconds: seconds).run() }
            }
            if parts.contains(.reads) || parts.contains(.reap) {
                try await withDatabase(kind) { try await measureLongRecord($0, $1) }
            }
            guard parts.contains(.epoch) else { continue }
            var table = MarkdownTable("unfinished rows", "raiseEpoch, ms", "longest submission meanwhile, ms")
            for count in unfinished {
                try await withDatabase(kind) { try await EpochTimes(store: $1).run(unfinished: count, into: &table) }
            }
        }
    }

    private func measureLongRecord(_ database: any BenchmarkDatabase, _ store: any JobStore) async throws {
        let record = try await LongRecord.fill(store, rows: rows)
        print(
            "\n\(rows) rows, filled in \(record.seconds) s: \(try await database.bytesOnDisk() / rows) bytes of disk a row"
        )
        if parts.contains(.reads) {
            try await ReadTimes(database: database, store: store, record: record, calls: calls).run()
        }
        if parts.contains(.reap) {
            try await ReapTimes(store: store, page: reapPage, seconds: seconds).run(finishedBefore: record.halfTime)
        }
    }

    private static var machine: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model =
            text.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last ?? " unknown"
        return "\(ProcessInfo.processInfo.activeProcessorCount) ×\(model)"
    }
}
