import Testing

@testable import jobyard

@Suite struct ConfigurationFileTests {
    private func configuration(_ text: String) throws -> Configuration {
        try Configuration(environment: Environment([:]), file: .parse(text, path: "f"))
    }

    @Test func theFileSaysWhateverTheEnvironmentCan() throws {
        let values = ["7", "debug", "sqlite:////x", "x", "postgresql://x"]
        for setting in Setting.all {
            var probe = Configuration()
            let taken = try values.first { try setting.assign($0, &probe) }
            let value = try #require(taken)
            let parts = setting.path.split(separator: ".")
            let text = parts.count == 1 ? "\(parts[0]): \(value)" : "\(parts[0]):\n  \(parts[1]): \(value)"
            // A replica goes with PostgreSQL alone.
            let others = setting.variable == "DATABASE_READ_URL" ? ["DATABASE_URL": "postgresql://x"] : [:]
            let configuration = try Configuration(
                environment: Environment(others), file: .parse(text, path: "f"))
            #expect(setting.value(configuration).text == value)
            #expect(configuration.source(of: setting.variable) == .file(FilePlace(path: "f", line: parts.count)))
        }
    }

    @Test func theExampleIsReadAndMeansTheDefaults() throws {
        let example = ExampleFile.text
        #expect(try configuration(example) == Configuration())
        let live = example.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.contains(#/^ *# [a-z_]+:( |$)/#) ? line.replacing("# ", with: "", maxReplacements: 1) : line
        }
        let said = try configuration(live.joined(separator: "\n").split(separator: "# What each plugin")[0].description)
        for setting in Setting.all {
            #expect(setting.value(said) == setting.value(Configuration()))
            #expect(example.contains("[\(setting.variable)"))
        }
    }

    @Test func textsStayAsTheyAreWritten() throws {
        let configuration = try configuration(#"redis: {host: 0x10, password: 007}"#)
        #expect(configuration.redisHost == "0x10" && configuration.redisPassword == "007")
    }

    @Test(arguments: [
        "", "---", "# nothing", "redis:", "redis: {host: , password: null}", "plugins:", "api: {port: \"\"}",
    ])
    func whatIsEmptyCountsAsNotSet(text: String) throws {
        #expect(try configuration(text) == Configuration())
    }

    @Test func pluginSettingsAreReadAsTyped() throws {
        let file = try ConfigurationFile.parse(
            """
            plugins:
              jobyard.http_request:
                config:
                  allow_private_addresses: true
                  limit: 9007199254740993
                  name: "x y"
                  hosts: [a, "b\\n"]
            """, path: "f")
        let config = try #require(file.plugins["jobyard.http_request"]).config
        #expect(config["allow_private_addresses"] == "true")
        #expect(config["limit"] == "9007199254740993")
        #expect(config["name"] == "x y")
        #expect(config["hosts"] == #"["a","b\n"]"#)
    }

    @Test(arguments: [
        ("123456789012345678901234567890", "123456789012345678901234567890"), ("-0", "-0"), ("+5", "5"), ("007", "7"),
        ("0x1F", "31"), ("0o17", "15"), ("0xFFFFFFFFFFFFFFFF", "18446744073709551615"), (".5", "0.5"), ("5.", "5"),
        ("1.50", "1.50"), ("1e400", "1e400"), ("-1.5E+3", "-1.5E+3"), ("True", "true"), ("~", "null"), ("", "null"),
        ("'7'", "7"), ("1_000", "1_000"), ("1:30", "1:30"), ("2026-01-05", "2026-01-05"), ("0x", "0x"), (".", "."),
        ("!!str yes", "yes"), ("[1, [2.50, x], {b: null, a: 010}]", #"[1,[2.50,"x"],{"a":10,"b":null}]"#),
    ])
    func plainValuesFollowTheCoreSchema(written: String, text: String) throws {
        let file = try ConfigurationFile.parse("plugins:\n  a:\n    config:\n      v: \(written)\n", path: "f")
        #expect(file.plugins["a"]?.config["v"] == text)
    }

    @Test(arguments: [
        ("plugin: {}", "f:1: plugin is not known: did you mean plugins?"),
        ("\napi:\n  prot: 1", "f:3: api.prot is not known: did you mean api.port?"),
        ("api: {everything: 1}", "f:1: api.everything is not known; known here: api.host, api.port, api.grpc_port"),
        ("REDIS_HOST: x", "f:1: REDIS_HOST is not known here: it is written redis: {host: …}"),
        ("redis.host: x", "it is written redis: {host: …}"),
        ("api: {port: abc}", #"f:1: api.port is "abc": it must be an integer from 0 to 65535"#),
        ("api: {port: 99999999999999999999}", "it must be an integer from 0 to 65535"),
        ("api: {port: [1]}", "f:1: api.port: it must be an integer from 0 to 65535, not a list"),
        ("api: 5", "f:1: api: it must be a map (name: value), not one value"),
        ("[1]", "it must be a map (name: value), not a list"),
        ("api: {port: 1}\napi: {port: 2}", "api is there twice"),
        ("api: {port: 1, \"port\": 2}", "port is there twice"),
        ("plugins: {a: {confg: {}}}", "f:1: plugins.a.confg: is not known here"), ("plugins: [1]", "plugins"),
        ("plugins: {a: {config: 3}}", "plugins.a.config"), ("plugins: {a: {config: {b: yes}}}", "with quotes"),
        ("plugins: {a: {config: {b: .inf}}}", "no number"),
        ("plugins: {a: {config: {b: 0x1FFFFFFFFFFFFFFFF}}}", "too large"),
        ("a: [", "f:"), ("api: {port: !!int 5}", "tag"), ("api: !x {port: 5}", "tag"), ("? [a]\n: b", "one word"),
        ("<<: {a: b}", "merging"),
        ("a: *b", "f:1: found undefined alias"), ("a: 1\n---\nb: 2", "f:2"), ("a: \u{1}", "f:1: control characters"),
        ("redis: {password: [hunter2]}", "redis.password"), ("database: {url: 'mysql://u:hunter2@h'}", "u:********@h"),
    ])
    func whatIsWrongInTheFileIsNamed(text: String, problem: String) {
        #expect {
            try configuration(text)
        } throws: { error in
            "\(error)".contains(problem) && error is ConfigurationError && !"\(error)".contains("hunter2")
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            String(repeating: "[", count: 500_000), String(repeating: "- ", count: 500_000),
            String(repeating: "{a: ", count: 100_000),
            String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
            "x: [" + String(repeating: "1,", count: 200_000) + "]",
            "a: &a [x,x,x,x,x,x,x,x,x]\n" + (0..<20).map { "b\($0): &b\($0) [*a,*a,*a,*a]\n" }.joined(),
        ])
    func hostileFilesAreRefused(text: String) {
        #expect(throws: ConfigurationError.self) { try configuration(text) }
    }

    @Test func aFewAliasesAreRead() throws {
        let text = "redis: {host: &h db}\napi: {host: *h}"
        #expect(try configuration(text).apiHost == "db")
    }

    @Test func mutatedFilesNeverDoMoreThanFail() throws {
        var random = SplitMix(state: 42)
        let seed = Array(
            (ExampleFile.text.replacing("  # ", with: "  ") + "\na: &x [*x, {b: 'c'}]\nd: |\n  e\n").unicodeScalars)
        let pieces: [Unicode.Scalar] = [
            "[", "]", "{", "}", ":", "-", "&", "*", "!", "|", "\"", "'", "#", "\n", " ", "%", "?", "\0", "é",
        ]
        var refused = 0
        for _ in 0..<1000 {
            var text = Array(seed[..<Int.random(in: 1...seed.count, using: &random)])
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                text[Int.random(in: text.indices, using: &random)] =
                    pieces[Int.random(in: pieces.indices, using: &random)]
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: text)
            do { _ = try configuration(String(view)) } catch is ConfigurationError { refused += 1 }
        }
        #expect(refused > 0)
    }

    @Test func filesThatCannotBeReadSayWhy() throws {
        let folder = try TestFolder()
        let cases = [
            (folder.path + "/absent", "No such file or directory"), (folder.path, "Is a directory"),
            (try folder.write(String(repeating: " ", count: 1 << 20 + 1), to: "big"), "more than 1 MiB"),
            ("/dev/zero", "more than 1 MiB"),
        ]
        for (path, reason) in cases {
            #expect { try ConfigurationFile.read(path) } throws: { "\($0)".contains(path) && "\($0)".contains(reason) }
        }
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
