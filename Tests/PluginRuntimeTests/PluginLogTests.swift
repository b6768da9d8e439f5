import Logging
import PluginWire
import Testing

@testable import PluginRuntime

/// What a plugin logs, and what it would like to pass for.
@Suite struct PluginLogTests {
    /// The one line that a plugin's words become, written while it runs a job.
    private func line(_ message: String, fields: String? = nil) throws -> RecordedLog.Line {
        let recorded = RecordedLog()
        var logger = recorded.logger
        logger[metadataKey: "plugin"] = "test.plugin"
        var log = PluginLog(logger: logger)
        log.job = (7, "job-7")
        log.write(HostLog(token: 7, level: 2, message: message, fields: fields))
        #expect(recorded.lines.count == 1)
        return try #require(recorded.lines.first)
    }

    private static let own = ["plugin": "test.plugin", "job": "job-7"]

    static let fields: [(json: String, metadata: [String: String])] = [
        (
            #"{"pages": 3, "left": 0.50, "color": "cyan", "draft": true, "none": null}"#,
            [
                "fields.pages": "3", "fields.left": "0.50", "fields.color": #""cyan""#, "fields.draft": "true",
                "fields.none": "null",
            ]
        ),
        (" \n\t{}\n", [:]),
        (" \n {\"a\": 1} ", ["fields.a": "1"]),
        (#"{"nested": {"list": [1, {"b": 2}]}}"#, ["fields.nested": #"{"list": [1, {"b": 2}]}"#]),
        ("{\"nested\": [1,\n2]}", ["fields.nested": "[1,\\n2]"]),
        // What would pass for the worker's own words.
        (#"{"job": "x", "plugin": "y"}"#, ["fields.job": #""x""#, "fields.plugin": #""y""#]),
        (#"{"a": "1 job=other"}"#, ["fields.a": #""1 job=other""#]),
        ("{\"a=1 job\": 2, \"b\\nc\": 3, \"\": 4}", ["fields.a_1_job": "2", "fields.b_c": "3", "fields.": "4"]),
        ("{\"esc\": \"\u{9B}31m\u{2028}\"}", ["fields.esc": #""\u009b31m\u2028""#]),
        // What is no object.
        ("[1]", ["fields_error": "not a JSON object"]),
        ("{\"a\": 1} x", ["fields_error": "expected nothing after the value at byte 9"]),
        (#"{"a": 1, "a": 2}"#, ["fields_error": #"the member "a" a second time at byte 9"#]),
        ("", ["fields_error": "expected a value, but the text ends at byte 0"]),
        (String(repeating: "[", count: 8000), ["fields_error": "nested deeper than 16 levels at byte 16"]),
        (String(repeating: " ", count: 8193), ["fields_error": "longer than 8192 bytes"]),
    ]

    @Test(arguments: fields.indices) func fieldsBecomeMetadata(_ index: Int) throws {
        let (json, metadata) = Self.fields[index]
        let line = try line("words", fields: json)
        #expect(line.message == "words")
        #expect(line.metadata == metadata.merging(Self.own) { $1 })
    }

    @Test func fieldsAreBounded() throws {
        let many = "{" + (0..<40).map { "\"f\($0)\":\($0)" }.joined(separator: ",") + "}"
        let some = try line("words", fields: many).metadata
        #expect(some.count == Self.own.count + PluginLogFields.maximumCount + 1)
        #expect(some["fields_dropped"] == "8")
        #expect(some["fields.f31"] == "31")

        let name = String(repeating: "n", count: 100)
        let long = try line("words", fields: "{\"\(name)\": \"\(String(repeating: "λ", count: 1000))\"}").metadata
        let value = try #require(long["fields." + name.prefix(PluginLogFields.maximumName)])
        #expect(value.hasPrefix("\"λλ") && value.hasSuffix("…"))
        #expect(value.utf8.count < PluginLogFields.maximumValue + 10)
    }

    @Test func aLineStaysALine() throws {
        let line = try line("a\nb\r\u{1B}[31m\tλ\u{85}")
        #expect(line.message == "a\\nb\\r\\u001b[31m\tλ\\u0085")
        #expect(line.metadata == Self.own)
    }

    @Test func aLineThatTheHostDidNotCutIsCut() throws {
        #expect(try line(String(repeating: "λ", count: 1 << 20)).message.utf8.count == 8192)
    }

    @Test func wordsOfAnotherJobAreNotTakenForThisOnes() throws {
        let recorded = RecordedLog()
        var log = PluginLog(logger: recorded.logger)
        log.job = (7, "job-7")
        log.write(HostLog(token: 6, level: 2, message: "late", fields: #"{"job": "job-7"}"#))
        #expect(recorded.lines.first?.metadata == ["fields.job": #""job-7""#])
    }
}
