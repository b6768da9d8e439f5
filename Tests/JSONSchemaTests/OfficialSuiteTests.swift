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
        var skippedSchemas = 0
    }

    @Test(.enabled(if: !OfficialSuiteTests.files.isEmpty, "../shared/json-schema-test-suite is not there"))
    func supportedCasesHold() throws {
        var count = Count()
        for file in Self.files { try run(file, &count) }
        print(
            "JSON-Schema-Test-Suite: \(count.tests) tests of \(count.schemas) schemas ran; \(count.skippedSchemas) schemas skipped"
        )
        #expect(count.tests >= 460, "a keyword was lost")
    }

    private func run(_ file: URL, _ count: inout Count) throws {
        let bytes = [UInt8](try Data(contentsOf: file))
        for group in try elements(JSONValue.parse(bytes)) {
            let group = try #require(group.asObject)
            let name = "\(file.lastPathComponent): \(try #require(group["description"]).canonical)"
            guard let schema = try compile(Array(bytes[try #require(group["schema"]).range]), name) else {
                count.skippedSchemas += 1
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
            }
        }
    }

    /// nil: it has a keyword or a dialect that is not supported.
    private func compile(_ schema: [UInt8], _ name: String) throws -> JSONSchema? {
        do throws(JSONSchemaError) {
            return try JSONSchema(schema)
        } catch .unsupportedKeyword {
            return nil
        } catch .malformed(let pointer, _) where pointer.hasSuffix("/$schema") {
            return nil
        } catch {
            Issue.record("\(name): \(error)")
            return nil
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
