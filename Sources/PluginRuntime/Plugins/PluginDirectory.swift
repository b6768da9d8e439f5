import Glibc

/// Reads plugin directories: finds the files, checks them, and copies them into generations.
///
/// All calls block: for a thread of their own.
struct PluginDirectory: Sendable {
    let path: String

    /// What became of one file.
    struct Finding: Sendable {
        var file: String
        var generation: Result<GenerationStore.Generation, FileRefusal>
    }

    /// `*.so` without a leading dot, in the order of their names. A directory that is not there is empty.
    func read(into store: GenerationStore) throws(PluginRefusal) -> [Finding] {
        do {
            let directory = try TrustedDirectory(path)
            var findings: [Finding] = []
            for name in try directory.names() where Self.isPluginName(name) {
                findings.append(Finding(file: "\(path)/\(name)", generation: take(name, from: directory, into: store)))
            }
            return findings
        } catch .failed(_, ENOENT) {
            return []
        } catch {
            throw PluginRefusal(file: path, reason: "the plugin directory \(error)")
        }
    }

    /// One file, as ``read(into:)`` would find it.
    static func find(_ file: String, into store: GenerationStore) throws(PluginRefusal) -> Finding {
        let slash = file.utf8.lastIndex(of: 0x2F)
        let name = slash.map { String(file[file.utf8.index(after: $0)...]) } ?? file
        let path = slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
        guard isPluginName(name) else {
            throw PluginRefusal(
                file: file, reason: "is not named *.so, or has a leading dot: a worker does not read it")
        }
        do {
            let directory = try TrustedDirectory(path)
            return Finding(file: file, generation: PluginDirectory(path: path).take(name, from: directory, into: store))
        } catch {
            throw PluginRefusal(file: file, reason: "the plugin directory \(error)")
        }
    }

    private static func isPluginName(_ name: String) -> Bool { name.hasSuffix(".so") && !name.hasPrefix(".") }

    private func take(
        _ name: String, from directory: borrowing TrustedDirectory, into store: GenerationStore
    ) -> Result<GenerationStore.Generation, FileRefusal> {
        do {
            return .success(try store.take(name, from: directory))
        } catch {
            return .failure(error)
        }
    }
}
