import Foundation

/// One process as `/proc` shows it. The start time tells it from a later one with the same id.
struct ProcessEntry: Hashable, Sendable {
    let identifier: Int32
    let parent: Int32
    let startTime: UInt64
    let commandLine: [String]

    var isPluginHost: Bool { commandLine.first?.hasSuffix("jobyard-plugin-host") ?? false }
}

/// The processes of this machine that have not ended.
enum ProcessTable {
    static func all() -> [ProcessEntry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.compactMap(entry)
    }

    /// Children, their children, and so on.
    static func descendants(of ancestor: Int32) -> [ProcessEntry] {
        let children = Dictionary(grouping: all(), by: \.parent)
        var found: [ProcessEntry] = []
        var parents = [ancestor]
        while let parent = parents.popLast() {
            let next = children[parent] ?? []
            found += next
            parents += next.map(\.identifier)
        }
        return found
    }

    /// Those whose command line names the path: what was started for a folder, whoever its parent is now.
    static func naming(_ path: String) -> [ProcessEntry] {
        all().filter { $0.commandLine.contains { $0.contains(path) } }
    }

    static func isAlive(_ process: ProcessEntry) -> Bool {
        entry(process.identifier)?.startTime == process.startTime
    }

    /// nil: no such process, or one that has ended and only waits for its parent to notice.
    private static func entry(_ identifier: Int32) -> ProcessEntry? {
        guard let stat = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
            let command = FileManager.default.contents(atPath: "/proc/\(identifier)/cmdline"),
            // The second field is the name, which may hold anything; the others follow its last parenthesis.
            let name = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", let parent = Int32(fields[1]), let start = UInt64(fields[19]) else {
            return nil
        }
        let arguments = command.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return ProcessEntry(identifier: identifier, parent: parent, startTime: start, commandLine: arguments)
    }
}
