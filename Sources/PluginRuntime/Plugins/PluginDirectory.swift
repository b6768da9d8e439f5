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
            for name in try directory.names() where name.hasSuffix(".so") && !name.hasPrefix(".") {
                findings.append(Finding(file: "\(path)/\(name)", generation: take(name, from: directory, into: store)))
            }
            return findings
        } catch .failed(_, ENOENT) {
            return []
        } catch {
            throw PluginRefusal(file: path, reason: "the plugin directory \(error)")
        }
    }

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
