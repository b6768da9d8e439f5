import Testing

@testable import jobyard

@Suite struct InstallationTests {
    @Test func anInstalledTreeComesFirst() throws {
        let found = try Installation.find(binary: "/opt/x/bin/jobyard") { $0.hasPrefix("/opt/x/libexec") }
        #expect(found.pluginHost == "/opt/x/libexec/jobyard/jobyard-plugin-host")
        #expect(found.builtInPlugins == "/opt/x/lib/jobyard/plugins")
    }

    @Test func aBuildFolderHoldsAll() throws {
        let found = try Installation.find(binary: "/b/debug/jobyard") { $0 == "/b/debug/jobyard-plugin-host" }
        #expect(found.builtInPlugins == "/b/debug")
    }

    @Test func aMissingHostIsNamed() {
        #expect(throws: ConfigurationError.self) {
            try Installation.find(binary: "/b/jobyard") { _ in false }
        }
    }
}
