import NIOCore
import Testing

@testable import RedisClient

struct ReplyDecoderTests {
    private static let replies: [(bytes: String, value: RedisValue)] = [
        ("+OK\r\n", .status("OK")),
        (":-42\r\n", .integer(-42)),
        (":9223372036854775807\r\n", .integer(.max)),
        ("$5\r\nhe\r\no\r\n", .bytes(Array("he\r\no".utf8))),
        ("$0\r\n\r\n", .bytes([])),
        ("$-1\r\n", .null),
        ("*-1\r\n", .null),
        ("*0\r\n", .array([])),
        ("-NOSCRIPT No matching script.\r\n", .error(.init(code: "NOSCRIPT", message: "No matching script."))),
        ("-ALONE\r\n", .error(.init(code: "ALONE", message: ""))),
        (
            "*3\r\n*2\r\n:1\r\n*0\r\n$1\r\na\r\n*1\r\n-ERR no\r\n",
            .array([
                .array([.integer(1), .array([])]), .bytes([97]), .array([.error(.init(code: "ERR", message: "no"))]),
            ])
        ),
    ]

    @Test func readsEveryKindWhateverThePieces() throws {
        let bytes = Array(Self.replies.map(\.bytes).joined().utf8)
        for size in [1, 2, 7, bytes.count] {
            let decoder = try ReplyDecoder(maximumReplyBytes: 1 << 20)
            var found: [RedisValue] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                try decoder.feed(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
                while let value = try decoder.next() { found.append(value) }
            }
            #expect(found == Self.replies.map(\.value), "in pieces of \(size)")
        }
    }

    @Test func theSizeOfOneReplyDoesNotCountForTheNext() throws {
        let decoder = try ReplyDecoder(maximumReplyBytes: 1000)
        for _ in 0..<10 {
            try decoder.feed(ByteBuffer(string: "$500\r\n\(String(repeating: "x", count: 500))\r\n"))
            #expect(try decoder.next() != nil)
        }
    }

    struct Hostile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: String
        let reason: String

        init(_ description: String, _ bytes: String, reason: String) {
            testDescription = description
            self.bytes = bytes
            self.reason = reason
        }
    }

    static let hostile = [
        Hostile("another protocol", "HTTP/1.1 400 Bad Request\r\n", reason: "Protocol error"),
        Hostile("no number", ":12a\r\n", reason: "Bad integer value"),
        Hostile("negative string", "$-7\r\n", reason: "Bulk string length out of range"),
        Hostile("negative array", "*-7\r\n", reason: "Multi-bulk length out of range"),
        Hostile("endless array", "*99999999999\r\n", reason: "Multi-bulk length out of range"),
        Hostile("deep array", String(repeating: "*1\r\n", count: 10), reason: "nested multi bulk replies"),
        Hostile("long line", "+" + String(repeating: "x", count: 100_000), reason: "a line of more than 65536 bytes"),
        Hostile(
            "large string", "$2000000\r\n" + String(repeating: "x", count: 1_100_000),
            reason: "a reply of more than 1048576 bytes"),
        Hostile(
            "large array", "*2147483647\r\n" + String(repeating: ":1\r\n", count: 20_000),
            reason: "a reply of more than 1048576 bytes"),
        Hostile(
            "array of nothing", "*20000\r\n" + String(repeating: "*0\r\n", count: 20_000),
            reason: "a reply of more than 1048576 bytes"),
    ]

    @Test(arguments: hostile) func refusesHostileBytes(hostile: Hostile) throws {
        let decoder = try ReplyDecoder(maximumReplyBytes: 1 << 20)
        let refusal = #expect(throws: MalformedReply.self) {
            for start in stride(from: 0, to: hostile.bytes.utf8.count, by: 65_536) {
                try decoder.feed(ByteBuffer(bytes: hostile.bytes.utf8.dropFirst(start).prefix(65_536)))
                while try decoder.next() != nil {}
            }
        }
        #expect(refusal?.description.contains(hostile.reason) == true, "\(refusal?.description ?? "")")
        // Once broken, it stays so.
        #expect(throws: MalformedReply.self) {
            try decoder.feed(ByteBuffer(string: "+OK\r\n"))
            _ = try decoder.next()
        }
    }

    /// Whatever comes, there is an answer or an error, and memory stays ours.
    @Test func survivesRandomBytes() throws {
        let alphabet = Array("*$+-:0123456789\r\n\r\n\r\nabc".utf8)
        for _ in 0..<2_000 {
            let decoder = try ReplyDecoder(maximumReplyBytes: 1 << 16)
            do throws(MalformedReply) {
                for _ in 0..<20 {
                    let piece = (0..<Int.random(in: 1...40)).map { _ in alphabet.randomElement() ?? 0 }
                    try decoder.feed(ByteBuffer(bytes: piece))
                    while try decoder.next() != nil {}
                }
            } catch {}
        }
    }
}
