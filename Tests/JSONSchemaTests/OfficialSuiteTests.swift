import Foundation
import JSONSchema
import Testing

/// The official JSON-Schema-Test-Suite, draft 2020-12: every case whose schema has supported keywords alone.
@Suite struct OfficialSuiteTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/json-schema-test-suite/draft2020-12")

    private static let files =
        ((try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [])
        .filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }

    private struct Count {
        var schemas = 0
        var tests = 0
        var failed = 0
        /// The schemas that were left out, by what they have that is not supported.
        var skipped: [String: Int] = [:]
    }

    @Test(.enabled(if: !OfficialSuiteTests.files.isEmpty, "../shared/json-schema-test-suite is not there"))
    func supportedCasesHold() throws {
        var count = Count()
        for file in Self.files { try run(file, &count) }
        let reasons = count.skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        print(
            "JSON-Schema-Test-Suite: \(count.tests) tests of \(count.schemas) schemas ran, "
                + "\(count.tests - count.failed) passed; \(count.skipped.values.reduce(0, +)) schemas skipped: "
                + reasons.joined(separator: ", "))
        #expect(count.tests >= 980, "a keyword was lost")
    }

    private func run(_ file: URL, _ count: inout Count) throws {
        let bytes = [UInt8](try Data(contentsOf: file))
        for group in try elements(JSONValue.parse(bytes)) {
            let group = try #require(group.asObject)
            let name = "\(file.lastPathComponent): \(try #require(group["description"]).canonical)"
            let text = try #require(group["schema"])
            let schema: JSONSchema
            do throws(JSONSchemaError) {
                schema = try JSONSchema(Array(bytes[text.range]))
            } catch {
                let reason = reasonToSkip(error)
                if reason == nil { Issue.record("\(name): \(error)") }
                count.skipped[reason ?? "broken", default: 0] += 1
                continue
            }
            count.schemas += 1
            for test in try elements(#require(group["tests"])) {
                let test = try #require(test.asObject)
                guard case .bool(let valid) = try #require(test["valid"]).kind else { continue }
                let violations = schema.validate(try #require(test["data"]))
                let testName = test["description"]?.canonical ?? ""
                #expect(violations.isEmpty == valid, "\(name), \(testName): \(violations)")
                count.tests += 1
                if violations.isEmpty != valid { count.failed += 1 }
            }
        }
    }

    /// nil: there is none, the schema should have been taken.
    private func reasonToSkip(_ error: JSONSchemaError) -> String? {
        switch error {
        case .unsupportedKeyword(let keyword, _): keyword == "$id" ? "$id not at the top" : keyword
        case .remoteReference: "remote $ref"
        case .malformed(let pointer, _) where pointer.hasSuffix("/$schema"): "other $schema"
        default: nil
        }
    }

    private func elements(_ value: JSONValue) throws -> [JSONValue] {
        guard case .array(let elements) = value.kind else {
            Issue.record("not an array")
            return []
        }
        return elements
    }
}
