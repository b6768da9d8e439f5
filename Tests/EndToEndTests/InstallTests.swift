import Foundation
import Testing

/// What `make install` and `make uninstall` do to a system, and what a plugin's author finds there.
@Suite struct InstallTests {
    private static let root = InstalledTree.packageRoot

    /// The build that `make test` has made.
    static var isBuilt: Bool {
        FileManager.default.isExecutableFile(atPath: root.appending(path: ".build/debug/jobyard").path)
    }

    /// Runs lines of a shell from the root of the repository. Answers what they print.
    @discardableResult
    private func shell(_ lines: String) async throws -> String {
        let child = try await ChildProcess.run("bash", ["-euc", "cd \(Self.root.path)\n\(lines)"])
        #expect(try await child.end() == .exit(0), "\(lines): \(child.standardError)")
        return child.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func pkgConfigCompilesAPlugin() async throws {
        let tree = try InstalledTree.find()
        let folder = try TemporaryFolder()
        try await shell(
            """
            export PKG_CONFIG_PATH=\(tree.prefix.path)/lib/pkgconfig
            pkg-config --atleast-version=1.0 jobyard-plugin
            cc -shared -fPIC $(pkg-config --cflags jobyard-plugin) -o \(folder.path)/reverse.so \
                plugin-sdk/examples/reverse.c
            test "$(pkg-config --variable=plugindir jobyard-plugin)" -ef \(tree.builtInPlugins.path)
            """)
        let describe = try ChildProcess.jobyard(["plugin", "describe", "\(folder.path)/reverse.so"])
        #expect(try await describe.end() == .exit(0))
        #expect(describe.standardOutput.contains("example.reverse"))
    }

    @Test(.enabled(if: isBuilt)) func uninstallRemovesWhatInstallHasPutAndNothingElse() async throws {
        let folder = try TemporaryFolder()
        let destination = folder.path
        let list = "find \(destination) -printf '%M %y %P\\n' | LC_ALL=C sort"
        let install = "scripts/install-tree debug /opt/tools \(destination)"
        let uninstall = "scripts/uninstall-tree \(destination)/opt/tools"
        try await shell(
            """
            umask 002
            mkdir -p \(destination)/opt/tools/{bin,lib/other,share}
            touch \(destination)/opt/tools/bin/other
            """)
        let before = try await shell(list)

        try await shell(install)
        let installed = try await shell(list)
        for file in ["bin/jobyard", "libexec/jobyard/jobyard-plugin-host", "lib/jobyard/plugins/libecho.so"] {
            #expect(installed.contains("-rwxr-xr-x f opt/tools/\(file)\n"))
        }
        let flags = try await shell(
            """
            export PKG_CONFIG_PATH=\(destination)/opt/tools/lib/pkgconfig
            pkg-config --variable=prefix jobyard-plugin
            pkg-config --cflags jobyard-plugin
            PKG_CONFIG_SYSROOT_DIR=\(destination) pkg-config --cflags jobyard-plugin
            """)
        let lines = flags.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines == ["/opt/tools", "-I/opt/tools/include", "-I\(destination)/opt/tools/include"])

        try await shell(install)
        #expect(try await shell(list) == installed, "installing again changes nothing")
        try await shell(uninstall)
        #expect(try await shell(list) == before)
        try await shell(uninstall)
        #expect(try await shell(list) == before)
    }

    @Test(.enabled(if: isBuilt)) func whatCameFromElsewhereStaysAndWhatIsObsoleteGoes() async throws {
        let folder = try TemporaryFolder()
        let prefix = "\(folder.path)/prefix"
        try await shell(
            """
            scripts/install-tree debug \(prefix)
            touch \(prefix)/lib/jobyard/plugins/{mine,obsolete}.so
            echo lib/jobyard/plugins/obsolete.so >> \(prefix)/lib/jobyard/installed
            scripts/install-tree debug \(prefix)
            """)
        #expect(
            try await shell("cd \(prefix); ls lib/jobyard/plugins/{mine,obsolete,libecho}.so || true").split(
                separator: "\n")
                == ["lib/jobyard/plugins/libecho.so", "lib/jobyard/plugins/mine.so"])
        #expect(
            try await shell("scripts/uninstall-tree \(prefix); find \(prefix) -type f")
                == "\(prefix)/lib/jobyard/plugins/mine.so")
        try await shell(
            """
            rm \(prefix)/lib/jobyard/plugins/mine.so
            scripts/install-tree debug \(prefix)
            scripts/uninstall-tree \(prefix)
            """)
        #expect(try await shell("find \(prefix) -mindepth 2") == "")
    }

    /// A list that somebody else has written must not lead out of the tree.
    @Test(arguments: ["../victim", "/etc/victim", "lib/../../victim"])
    func aListThatLeadsElsewhereRemovesNothing(_ entry: String) async throws {
        let folder = try TemporaryFolder()
        let answer = try await shell(
            """
            mkdir -p \(folder.path)/prefix/lib/jobyard
            touch \(folder.path)/victim \(folder.path)/prefix/lib/jobyard/own
            printf '%s\\n' lib/jobyard/own \(entry) > \(folder.path)/prefix/lib/jobyard/installed
            scripts/uninstall-tree \(folder.path)/prefix 2>/dev/null || echo refused
            ls \(folder.path)/victim \(folder.path)/prefix/lib/jobyard/own
            """)
        #expect(answer.split(separator: "\n").count == 3)
        #expect(answer.hasPrefix("refused"))
    }
}
