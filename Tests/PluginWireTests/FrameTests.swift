import Testing

@testable import PluginWire

@Suite struct FrameTests {
    static let commands: [HostCommand] = [
        .start(HostSettings()),
        .start(HostSettings(config: ["a": "1", "": "", "ä": "{\"b\":[]}"], secrets: ["key": "s\u{0}ecret"])),
        .run(.sample),
        .run(.smallest),
        .cancel(0),
        .cancel(.max),
        .stop,
    ]

    static let events: [HostEvent] = [
        .ready,
        .refused("init returned 7"),
        .started(1),
        .heartbeat(1),
        .log(HostLog(token: 0, level: 4, message: "wörds", fields: "{\"a\":1}", dropped: .max)),
        .log(HostLog(token: 9, level: -3, message: "")),
        .progress(5, fraction: 0.25, message: "quarter"),
        .progress(5, fraction: -.infinity, message: nil),
        .checkpoint(5, [0, 255, 10]),
        .checkpoint(5, []),
        .counter(0, name: "mails_total", delta: 1.5),
        .finished(HostOutcome(token: 5, code: 0, result: Array("{}".utf8))),
        .finished(
            HostOutcome(
                token: 5, code: .min, resultRefusal: "no JSON",
                error: .init(code: "busy", message: "later", retryAfterMilliseconds: 1500))),
        .finished(HostOutcome(token: 5, code: 2, error: .init(code: "", message: ""))),
    ]

    @Test(arguments: commands) func aCommandComesBackAsItWas(_ command: HostCommand) throws {
        #expect(try HostCommand(decoding: try body(of: command.encoded())) == command)
    }

    @Test(arguments: events) func anEventComesBackAsItWas(_ event: HostEvent) throws {
        #expect(try HostEvent(decoding: try body(of: event.encoded())) == event)
    }

    @Test func theFormatIsFixed() {
        #expect(HostCommand.stop.encoded() == [1, 0, 0, 0, 4])
        #expect(HostCommand.cancel(0x0102).encoded() == [9, 0, 0, 0, 3, 2, 1, 0, 0, 0, 0, 0, 0])
        #expect(HostEvent.refused("no").encoded() == [7, 0, 0, 0, 2, 2, 0, 0, 0, 0x6E, 0x6F])
    }

    @Test func brokenBodiesAreRefusedWithTheirReason() {
        let table: [(body: [UInt8], error: FrameError)] = [
            ([], .truncated),
            ([0], .unknownKind(0)),
            ([99], .unknownKind(99)),
            ([3, 1, 2], .truncated),
            ([4, 7], .trailingBytes(1)),
            ([1, 255, 255, 0, 0], .listTooLong(65535)),
            ([1, 1, 0, 0, 0, 255, 255, 255, 255], .truncated),
        ]
        for (body, error) in table {
            #expect(throws: error) { try HostCommand(decoding: body) }
        }
        #expect(throws: FrameError.notABoolean(2)) {
            try HostEvent(decoding: [5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2])
        }
    }

    @Test func everyPrefixOfAFrameIsTruncatedAndNothingMore() throws {
        for frame in Self.commands.map({ $0.encoded() }) {
            let body = try body(of: frame)
            for count in 0..<body.count {
                #expect(throws: FrameError.truncated) { try HostCommand(decoding: Array(body.prefix(count))) }
            }
        }
    }

    /// Whatever the bytes: a value or a typed error, never a trap.
    @Test func mutatedFramesNeverTrap() throws {
        var random = SeededGenerator(seed: 20_261_123)
        let bodies = try (Self.commands.map { $0.encoded() } + Self.events.map { $0.encoded() }).map(body(of:))
        var refused = 0
        for _ in 0..<50_000 {
            var body = bodies[Int.random(in: 0..<bodies.count, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) where !body.isEmpty {
                let place = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: body[place] = .random(in: 0 ... .max, using: &random)
                case 1: body.remove(at: place)
                default: body.insert(.random(in: 0 ... .max, using: &random), at: place)
                }
            }
            do {
                // What decodes must encode, and to what decodes again.
                let event = try HostEvent(decoding: body)
                _ = try HostEvent(decoding: try self.body(of: event.encoded()))
            } catch {
                refused += 1
            }
            _ = try? HostCommand(decoding: body)
        }
        #expect(refused > 0)
    }

    private func body(of frame: [UInt8]) throws -> [UInt8] {
        var splitter = FrameSplitter()
        splitter.append(frame)
        return try #require(try splitter.next())
    }
}

extension HostJob {
    static let sample = HostJob(
        token: 17, id: "01990000-0000-7000-8000-000000000001", type: "sleep", attempt: 3, retriesLeft: 2,
        pool: "default",
        traceParent: "00-ab-cd-01", payload: Array(#"{"duration": 2}"#.utf8), checkpoint: [1, 2, 3],
        timeoutMilliseconds: 300_000, cancelGraceMilliseconds: 5000, heartbeatTimeoutMilliseconds: 60_000)

    static let smallest = HostJob(
        token: .max, id: "", type: "", attempt: .max, retriesLeft: 0, pool: "", traceParent: nil, payload: [],
        checkpoint: nil, timeoutMilliseconds: 0, cancelGraceMilliseconds: 0, heartbeatTimeoutMilliseconds: 0)
}

/// The same numbers in every run (SplitMix64, Steele et al. 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
