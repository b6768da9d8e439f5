import CLinux
import Glibc
import Testing

@testable import PluginRuntime

/// What stays of copies of plugins, and what goes.
@Suite struct GenerationStoreTests {
    private let directory: TemporaryDirectory
    private let source: String
    private let store: GenerationStore

    init() throws {
        directory = try TemporaryDirectory()
        source = try directory.makeDirectory("plugins")
        store = try GenerationStore(dataDirectory: "\(directory.path)/data")
    }

    /// Copies a plugin of these bytes.
    private func take(_ name: String, _ text: String) throws -> GenerationStore.Generation {
        try write(text, to: "\(source)/\(name)")
        return try store.take(name, from: TrustedDirectory(source))
    }

    private func write(_ text: String, to file: String) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw TestFailure("open \(file): \(errno)") }
        defer { close(descriptor) }
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private func age(_ path: String, seconds: Int) {
        let then = timespec(tv_sec: time(nil) - seconds, tv_nsec: 0)
        utimensat(AT_FDCWD, path, [then, then], 0)
    }

    @Test func theLastFewGenerationsOfEachPluginStay() throws {
        var files: [String] = []
        for version in 0..<6 {
            files.append(try take("a.so", "version \(version)").file)
            age(String(files[version].dropLast("/a.so".count)), seconds: 600 - version)
        }
        let other = try take("b.so", "another").file
        age(String(other.dropLast("/b.so".count)), seconds: 9000)
        store.clean()
        #expect(files.map(isThere) == [false, false, false, true, true, true])
        #expect(isThere(other))
    }

    @Test func whatSomebodyUsesStays() throws {
        let used = try take("a.so", "used")
        age(String(used.file.dropLast("/a.so".count)), seconds: 600)
        for version in 0..<4 { _ = try take("a.so", "version \(version)") }
        store.clean()
        #expect(isThere(used.file))
        withExtendedLifetime(used.lock) {}
    }

    @Test func copiesThatWereLeftBehindGo() throws {
        let generation = try take("a.so", "whole")
        let folder = generation.file.dropLast("/a.so".count)
        let leftovers = ["\(store.directory)/.incoming-1-2", "\(folder)/.incoming-3-4"]
        let fresh = "\(store.directory)/.incoming-5-6"
        for file in leftovers + [fresh, "\(store.directory)/notes.txt"] { try write("part", to: file) }
        for file in leftovers + ["\(store.directory)/notes.txt"] { age(file, seconds: 7200) }
        store.clean()
        #expect(leftovers.map(isThere) == [false, false])
        #expect(isThere(fresh), "it may be being made")
        #expect(isThere("\(store.directory)/notes.txt"), "it is none of ours")
        #expect(isThere(generation.file))
    }

    @Test func aGenerationThatWentIsMadeAnew() throws {
        let first = try take("a.so", "same")
        FileTree.remove(String(first.file.dropLast("/a.so".count)))
        let second = try take("a.so", "same")
        #expect(second.file == first.file)
        #expect(isThere(second.file))
    }
}
