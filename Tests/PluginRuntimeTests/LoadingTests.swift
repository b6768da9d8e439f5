import Glibc
import JobModel
import Logging
import NIOPosix
import Testing

@testable import PluginRuntime

/// Which files become plugins, and why others do not.
@Suite struct LoadingTests {
    @Test func aPluginIsCopiedCheckedAndDescribed() async throws {
        try await TestRuntime.with([("variant.c", [])]) { test in
            let plugin = try #require(test.runtime.plugins.first)
            #expect(test.runtime.refusals == [])
            #expect(plugin.identity.id == "test.variant")
            #expect(plugin.identity.version == "1.0.0")
            #expect(plugin.generationFile.hasSuffix("/data/generations/\(plugin.identity.sha256)/0-plugin.so"))
            #expect(plugin.identity.sha256.utf8.count == 64)
            var status = stat()
            #expect(stat(plugin.generationFile, &status) == 0)
            #expect(status.st_mode & 0o7777 == 0o500)
            #expect(stat("\(test.directory.path)/data/generations", &status) == 0)
            #expect(status.st_mode & 0o7777 == 0o700)
            let type = try #require(test.runtime.types.first)
            #expect(type.name == "variant")
            #expect(type.maximumRetries == 7)
            #expect(type.timeoutMilliseconds == 0, "JOBYARD_NONE")
            #expect(type.concurrency == 2)
            #expect(type.cancelGraceMilliseconds == 250)
            #expect(type.retryPolicy == RetryPolicy(baseMilliseconds: 10, factor: 1.5, capMilliseconds: 20))
        }
    }

    /// What is wrong with a file, and the words in which it is refused.
    static let badPlugins: [(defines: [String], reason: String)] = [
        (["ABI=(2u<<16)"], "was built for ABI 2.0; this host speaks ABI 1.0"),
        (["MINIMUM=((1u<<16)|9)"], "needs a host of ABI 1.9 or later; this host speaks ABI 1.0"),
        (["SIZE=4"], "jobyard_plugin.size is 4, which no version of the struct has"),
        (["SIZE=16"], "jobyard_plugin.version is missing or NULL"),
        (["ID=\"no spaces\""], "the plugin id “no spaces” is not made of 1 to 128 of A-Z a-z 0-9 . _ -"),
        (["ID=NULL"], "jobyard_plugin.id is missing or NULL"),
        (["VERSION=\"\""], "the plugin version “” is not made of 1 to 64 printable ASCII characters"),
        (["TYPE=\"Upper\""], "the job type name “Upper” does not match [a-z0-9][a-z0-9._-]{0,127}"),
        (["THREADING=2"], "threading 2 is neither JOBYARD_THREAD_SERIAL nor _PARALLEL"),
        (["TYPES={NULL}"], "offers no job type"),
        (["TYPES={&type,&type,NULL}"], "offers the job type “variant” twice"),
        (["TYPES={[0 ... 256]=&type,NULL}"], "offers the job type “variant” twice"),
        (["RUN=NULL"], "the job type “variant” has no run function"),
        (["LOAD=abort()"], "the describing process ended by SIGABRT"),
        (["LOAD=_exit(0)"], "the description is not JSON"),
        (["LOAD=pause()"], "did not describe itself within 1000 ms"),
        (
            ["SCHEMA=\"{\\\"unevaluatedItems\\\": false}\""],
            "the payload_schema of the job type “variant” cannot be used: "
        ),
    ]

    @Test(arguments: badPlugins.indices) func aBadPluginIsRefusedWithItsReason(_ index: Int) async throws {
        let (defines, reason) = Self.badPlugins[index]
        let time = reason.hasPrefix("did not describe") ? 1000 : 30_000
        try await TestRuntime.with([("variant.c", defines)], describeTimeoutMilliseconds: time) { test in
            #expect(test.runtime.types == [])
            let refusal = try #require(test.runtime.refusals.first)
            #expect(refusal.reason.hasPrefix(reason), "\(refusal.reason)")
            #expect(refusal.file.hasSuffix("/plugins/0-plugin.so"))
            #expect(test.log.lines.contains { $0.level == .error && $0.message == "plugin refused" })
        }
    }

    @Test func filesThatAnybodyMayHaveWrittenAreRefused() async throws {
        func prepare(_ directory: String) throws {
            try CPlugin.compile("variant.c", to: "\(directory)/1-writable.so")
            chmod("\(directory)/1-writable.so", 0o777)
            try CPlugin.compile("variant.c", to: "\(directory)/2-foreign.so")
            if getuid() == 0 { chown("\(directory)/2-foreign.so", 12345, 0) }
            try CPlugin.compile("variant.c", to: "\(directory)/real")
            symlink("real", "\(directory)/3-link.so")
            mkdir("\(directory)/4-directory.so", 0o755)
            mkfifo("\(directory)/5-fifo.so", 0o644)
            try CPlugin.compile("variant.c", to: "\(directory)/.hidden.so")
            try CPlugin.compile("variant.c", to: "\(directory)/6-good.so")
            let large = open("\(directory)/7-large.so", O_CREAT | O_WRONLY, 0o644)
            ftruncate(large, (256 << 20) + 1)
            close(large)
        }
        try await TestRuntime.with([], prepare: prepare) { test in
            let reasons = test.runtime.refusals.map { refusal in
                "\(refusal.file.split(separator: "/").last ?? "") \(refusal.reason)"
            }
            var expected = [
                "1-writable.so may be written by group or others (mode 777); chmod go-w it",
                "2-foreign.so belongs to user 12345, who is neither the worker's user nor root",
                "3-link.so is a symbolic link; put the file itself there",
                "4-directory.so is not a regular file",
                "5-fifo.so is not a regular file",
                "7-large.so has \((256 << 20) + 1) bytes; at most \(256 << 20) are taken",
            ]
            if getuid() != 0 { expected.remove(at: 1) }
            #expect(reasons == expected)
            #expect(test.runtime.plugins.map { $0.file.hasSuffix("6-good.so") } == [true])
        }
    }

    @Test func aDirectoryThatAnybodyMayWriteIsRefused() async throws {
        func open(_ directory: String) { chmod(directory, 0o777) }
        try await TestRuntime.with([("variant.c", [])], prepare: open) { test in
            #expect(test.runtime.plugins.isEmpty)
            #expect(
                test.runtime.refusals.map(\.reason) == [
                    "the plugin directory may be written by group or others (mode 777); chmod go-w it"
                ])
        }
    }

    @Test func whoComesFirstKeepsTheTypeAndTheID() async throws {
        try await TestRuntime.with([
            ("variant.c", []), ("variant.c", ["VERSION=\"2\"", "TYPE=\"other\""]),
            ("variant.c", ["ID=\"test.second\""]),
        ]) { test in
            #expect(test.runtime.plugins.map(\.identity.version) == ["1.0.0"])
            let reasons = test.runtime.refusals.map(\.reason)
            #expect(reasons.count == 2)
            #expect(reasons.first?.hasPrefix("the plugin id “test.variant” is already that of ") == true)
            #expect(reasons.last?.hasPrefix("the job type “variant” is already offered by test.variant") == true)
        }
    }

    @Test func siblingsLieBesideTheCopy() async throws {
        func prepare(_ directory: String) throws {
            mkdir("\(directory)/0-plugin.d", 0o755)
            try CPlugin.compile("variant.c", to: "\(directory)/0-plugin.d/libhelper.so")
        }
        try await TestRuntime.with([("variant.c", [])], prepare: prepare) { test in
            let plugin = try #require(test.runtime.plugins.first)
            let folder = plugin.generationFile.dropLast("0-plugin.so".count)
            #expect(access("\(folder)libhelper.so", R_OK) == 0)
        }
    }

    @Test func aPluginThatDoesNotComeUpHandsItsJobsBack() async throws {
        for (define, reason) in [
            ("INIT=return 5", "init returned 5"),
            ("HEALTH=strcpy(message,\"no disk\");return 2", "health returned 2: no disk"),
            ("INIT=abort()", "the plugin host ended by SIGABRT before it was ready"),
            ("INIT=pause();return 0", "was not ready within 300 ms"),
        ] {
            let time = reason.hasPrefix("was not ready") ? 300 : 30_000
            try await TestRuntime.with([("variant.c", [define])], startTimeoutMilliseconds: time) { test in
                for _ in 0..<2 {
                    let report = await test.run("variant")
                    #expect(report.ending == .handedBack)
                    #expect(report.failure?.message == "no plugin host came up: \(reason)")
                }
            }
        }
    }

    @Test func aPluginThatDoesNotStartIsRefusedWhenItIsLoaded() async throws {
        let plugins = [("variant.c", ["INIT=return 5"]), ("handlers.c", [])]
        try await TestRuntime.with(plugins, triesStarts: true) { test in
            #expect(test.runtime.refusals.map(\.reason) == ["it does not start: init returned 5"])
            #expect(test.runtime.plugins.map(\.identity.id) == ["test.handlers"])
            #expect(test.runtime.hostProcessIDs.isEmpty, "the trial leaves no host")
            #expect(await test.run("variant").ending == .handedBack)
        }
    }

    @Test func anUnknownTypeIsHandedBack() async throws {
        try await TestRuntime.with([]) { test in
            #expect(await test.run("nobody").ending == .handedBack)
        }
    }
}
