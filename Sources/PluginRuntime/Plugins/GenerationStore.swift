import Crypto
import Glibc

/// `DATA_DIR/generations/<sha256>/`: checked copies of plugins. The bytes that were checked are the bytes that are
/// loaded.
///
/// All calls block: for a thread of their own.
struct GenerationStore: Sendable {
    let directory: String

    /// One exact copy.
    struct Generation: Sendable, Hashable {
        /// Of the file's bytes, lower-case hex.
        var sha256: String
        /// Absolute path of the copy.
        var file: String
        /// Held for as long as the copy is used.
        var lock: GenerationLock
    }

    /// Makes the directory where it is not there yet.
    init(dataDirectory: String) throws(FileRefusal) {
        guard let base = Self.absolute(dataDirectory) else { throw .failed("getcwd", errno) }
        directory = "\(base)/generations"
        try Self.makeDirectories(base)
        try Self.makeDirectory(directory)
        let own = try TrustedDirectory(directory)
        guard fchmod(own.descriptor, 0o700) == 0 else { throw .failed("chmod", errno) }
    }

    /// Copies a plugin, and its siblings from `<plugin>.d/`, where it finds them, so that `$ORIGIN` leads to them.
    func take(_ name: String, from source: borrowing TrustedDirectory) throws(FileRefusal) -> Generation {
        let incoming = "\(directory)/\(Self.incomingName())"
        defer { unlink(incoming) }
        let sha256 = try copy(try TrustedFile(name, in: source), to: incoming)
        let generation = "\(directory)/\(sha256)"
        let lock = try Self.makeAndLock(generation)
        try Self.move(incoming, to: "\(generation)/\(name)")
        try takeSiblings(of: name, from: source, into: generation)
        try Self.synchronize(generation)
        try Self.synchronize(directory)
        return Generation(sha256: sha256, file: "\(generation)/\(name)", lock: lock)
    }

    private func takeSiblings(
        of name: String, from source: borrowing TrustedDirectory, into generation: String
    ) throws(FileRefusal) {
        let stem = name.hasSuffix(".so") ? String(name.dropLast(3)) : name
        let siblings: TrustedDirectory
        do {
            siblings = try TrustedDirectory("\(stem).d", in: source)
        } catch .failed(_, ENOENT) {
            return
        } catch {
            throw error
        }
        for sibling in try siblings.names() where sibling != name {
            let incoming = "\(generation)/\(Self.incomingName())"
            defer { unlink(incoming) }
            _ = try copy(try TrustedFile(sibling, in: siblings), to: incoming)
            try Self.move(incoming, to: "\(generation)/\(sibling)")
        }
    }

    /// Copies, and answers the sum of what was copied.
    private func copy(_ source: consuming TrustedFile, to path: String) throws(FileRefusal) -> String {
        let target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o500)
        guard target >= 0 else { throw .failed("create \(path)", errno) }
        defer { close(target) }
        var sum = SHA256()
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        var total = 0
        while true {
            let count = chunk.withUnsafeMutableBytes { read(source.descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .failed("read", errno) }
            if count == 0 { break }
            total += count
            // It may grow while it is read.
            guard total <= FileRefusal.maximumBytes else { throw .tooLarge(total) }
            chunk.withUnsafeBytes { sum.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            try Self.write(chunk[..<count], to: target)
        }
        guard fchmod(target, 0o500) == 0, fsync(target) == 0 else { throw .failed("fsync", errno) }
        return Hexadecimal.text(of: sum.finalize())
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(FileRefusal) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .failed("write", errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func move(_ from: String, to: String) throws(FileRefusal) {
        guard rename(from, to) == 0 else { throw .failed("rename", errno) }
    }

    /// So that a name survives a loss of power.
    private static func synchronize(_ path: String) throws(FileRefusal) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed("open", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .failed("fsync", errno) }
    }

    static let incomingPrefix = ".incoming-"

    private static func incomingName() -> String {
        "\(incomingPrefix)\(getpid())-\(UInt64.random(in: 0 ... .max))"
    }

    /// Another process may be removing what was there.
    private static func makeAndLock(_ generation: String) throws(FileRefusal) -> GenerationLock {
        for _ in 0..<20 {
            try makeDirectory(generation)
            if let lock = try GenerationLock.use(generation) { return lock }
            usleep(50_000)
        }
        throw .failed("flock", EWOULDBLOCK)
    }

    private static func makeDirectory(_ path: String) throws(FileRefusal) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .failed("mkdir \(path)", errno) }
    }

    private static func makeDirectories(_ path: String) throws(FileRefusal) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            try makeDirectory(made)
        }
    }

    private static func absolute(_ path: String) -> String? {
        guard !path.hasPrefix("/") else { return path }
        guard let here = getcwd(nil, 0) else { return nil }
        defer { free(here) }
        return "\(String(cString: here))/\(path)"
    }
}
