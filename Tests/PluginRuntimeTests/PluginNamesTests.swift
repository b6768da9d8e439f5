import JobModel
import PluginWire
import Testing

@testable import PluginRuntime

/// Names are judged by the host and by the worker.
@Suite struct PluginNamesTests {
    private static let names: [String] = {
        let characters = (0...0x7F).map { String(Unicode.Scalar(UInt8($0))) } + ["ä", "😀", "\u{301}"]
        let lengths = [0, 1, 2, 127, 128, 129].map { String(repeating: "a", count: $0) }
        return lengths + characters + characters.map { "a" + $0 }
    }()

    /// What the host lets pass, the worker's model must take, and the other way round.
    @Test func hostAndWorkerHaveOneRuleForJobTypes() {
        for name in Self.names { #expect(PluginNames.isTypeName(name) == JobType.isName(name), "\(name)") }
    }

    @Test func onlyPlainTextsAreIDsAndVersions() {
        let ids = Self.names.filter(PluginNames.isPluginID)
        #expect(ids.contains("A") && ids.contains("a-") && ids.contains("_") && ids.contains("."))
        for id in ["", "a/", "a ", "a\n", "ä", String(repeating: "a", count: 129)] {
            #expect(!PluginNames.isPluginID(id), "\(id)")
        }
        for version in ["", "1 0", "1\u{1B}", "ä", String(repeating: "1", count: 65)] {
            #expect(!PluginNames.isVersion(version), "\(version)")
        }
        #expect(PluginNames.isVersion("1.0.0+build/7"))
    }
}
