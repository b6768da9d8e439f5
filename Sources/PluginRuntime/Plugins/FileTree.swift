import Glibc

/// Directories of our own, taken away with what is in them. Blocks.
enum FileTree {
    private static let maximumDepth = 8

    /// Removes what can be removed; follows no link.
    static func remove(_ path: String) { remove(path, in: AT_FDCWD, depth: 0) }

    private static func remove(_ name: String, in parent: Int32, depth: Int) {
        if unlinkat(parent, name, 0) == 0 || depth > maximumDepth { return }
        let directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard directory >= 0 else { return }
        guard let stream = fdopendir(directory) else {
            close(directory)
            return
        }
        var names: [String] = []
        while let entry = readdir(stream) { names.append(entry.name) }
        for name in names where name != "." && name != ".." { remove(name, in: directory, depth: depth + 1) }
        closedir(stream)
        unlinkat(parent, name, AT_REMOVEDIR)
    }
}
