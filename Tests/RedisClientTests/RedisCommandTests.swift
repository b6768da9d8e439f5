import NIOCore
import Testing

@testable import RedisClient

struct RedisCommandTests {
    @Test func encodesEveryKindOfArgument() {
        #expect(
            encoded(RedisCommand("SET", .string("ключ"), .bytes([0, 13, 10]), -5))
                == "*4\r\n$3\r\nSET\r\n$8\r\nключ\r\n$3\r\n\0\r\n\r\n$2\r\n-5\r\n")
        #expect(encoded(RedisCommand("PING")) == "*1\r\n$4\r\nPING\r\n")
        let key = "k"
        #expect(RedisCommand("GET", key) == RedisCommand("GET", .string(key)))
    }

    @Test func aScriptGoesByItsDigestAndThenByItsSource() {
        let script = RedisScript(name: "one", source: "return 1")
        let command = RedisCommand(script, keys: ["k"], arguments: ["a"])
        #expect(command.withSource.map(encoded) == encoded(RedisCommand("EVAL", "return 1", "1", "k", "a")))
        #expect(encoded(command) == encoded(RedisCommand("EVALSHA", script.sha1, "1", "k", "a")))
        #expect(command.withSource?.withSource == nil)
        #expect(RedisCommand("EVALSHA", "x").withSource == nil)
    }

    /// FIPS 180-4 examples, and the edges of its padding.
    @Test(arguments: [
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
        (String(repeating: "a", count: 55), "c1c8bbdc22796e28c0e15163d20899b65621d65a"),
        (String(repeating: "a", count: 64), "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
    ])
    func digestsAsTheStandardSays(text: String, digest: String) {
        #expect(RedisScript(name: "text", source: text).sha1 == digest)
    }

    @Test func theDescriptionHidesThePassword() {
        let configuration = RedisConfiguration(address: .tcp(host: "db", port: 6379), database: 3, password: "sesame")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("sesame"))
            #expect(text.contains("db:6379"))
        }
    }

    @Test func accessorsNameWhatTheyFound() throws {
        let error = RedisServerError(code: "OOM", message: "full")
        #expect(throws: RedisError.server(error)) { try RedisValue.error(error).integer() }
        #expect(throws: RedisError.unexpectedReply("null where a string was expected")) { try RedisValue.null.string() }
        #expect(throws: RedisError.unexpectedReply("a string where an integer was expected")) {
            try RedisValue.bytes([49]).integer()
        }
        #expect(throws: RedisError.unexpectedReply("an array of 2 where a string was expected")) {
            try RedisValue.array([.null, .null]).bytes()
        }
        #expect(try RedisValue.null.optionalString() == nil)
        #expect(try RedisValue.status("OK").string() == "OK")
    }

    private func encoded(_ command: RedisCommand) -> String {
        var buffer = ByteBuffer()
        command.encode(into: &buffer)
        return String(buffer: buffer)
    }
}
