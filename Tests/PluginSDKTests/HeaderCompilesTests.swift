import Foundation
import Testing

/// The header is for compilers and languages that this package never sees, so it is compiled as strictly as they can be
/// told.
@Suite struct HeaderCompilesTests {
    static let source = """
        #include "jobyard_plugin.h"

        int reaches(const jobyard_host *host, const jobyard_run *run);
        int reaches(const jobyard_host *host, const jobyard_run *run) {
            return JOBYARD_HAS(host, get_extension) && JOBYARD_HAS(run, retries_left);
        }
        """

    @Test(arguments: [["cc", "-std=c11", "-x", "c"], ["c++", "-std=c++11", "-x", "c++"]])
    func aloneAndWithoutAWarning(_ compiler: [String]) throws {
        let sdk = URL(filePath: #filePath).appending(path: "../../../plugin-sdk/include").standardizedFileURL.path
        let process = Process()
        let (source, complaints) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            compiler + ["-Wall", "-Wextra", "-Wpedantic", "-Wcast-qual", "-Werror", "-fsyntax-only", "-I", sdk, "-"]
        process.standardInput = source
        process.standardError = complaints
        try process.run()
        try source.fileHandleForWriting.write(contentsOf: Data(Self.source.utf8))
        try source.fileHandleForWriting.close()
        let said = try complaints.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
    }
}
