import Foundation
import Testing

struct TemporaryDirectory: Sendable {
    private let url: URL

    init() {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("jobyard-store-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            Issue.record(error)
        }
    }

    func file(_ name: String) -> String { url.appendingPathComponent(name).path }
    func remove() throws { try FileManager.default.removeItem(at: url) }
}
