import Glibc

extension GenerationStore {
    /// Of each plugin, so many generations stay, those loaded last; and what any process uses.
    private static let keptGenerations = 3
    /// A copy that was begun so long ago, in seconds, is not being made any more.
    private static let longestCopy = 3600

    /// Removes generations that were replaced, and copies that a killed process had begun. What cannot be removed
    /// stays.
    func clean() {
        guard let own = try? TrustedDirectory(directory), let names = try? own.names() else { return }
        var generations: [String: [(path: String, loadedAt: timespec)]] = [:]
        for name in names {
            let path = "\(directory)/\(name)"
            if Self.isIncoming(name) {
                removeLeftover(path)
            } else if Self.isSum(name), let files = try? TrustedDirectory(path).names() {
                for file in files where Self.isIncoming(file) { removeLeftover("\(path)/\(file)") }
                // Nobody says which plugin it was; its files do.
                let plugin = files.filter { !Self.isIncoming($0) }.joined(separator: "/")
                if let status = Self.status(of: path) {
                    generations[plugin, default: []].append((path, status.st_mtim))
                }
            }
        }
        for group in generations.values {
            let newestFirst = group.sorted {
                ($0.loadedAt.tv_sec, $0.loadedAt.tv_nsec) > ($1.loadedAt.tv_sec, $1.loadedAt.tv_nsec)
            }
            for generation in newestFirst.dropFirst(Self.keptGenerations) {
                _ = GenerationLock.ifUnused(generation.path) { FileTree.remove(generation.path) }
            }
        }
    }

    private func removeLeftover(_ path: String) {
        guard let status = Self.status(of: path), status.st_mtim.tv_sec < time(nil) - Self.longestCopy else { return }
        unlink(path)
    }

    private static func isIncoming(_ name: String) -> Bool { name.hasPrefix(incomingPrefix) }

    private static func isSum(_ name: String) -> Bool {
        name.utf8.count == 64 && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }
}
