import Testing

@testable import Scheduler

@Suite struct ReadingLimitTests {
    @Test func aFailureHalvesIt() {
        var limit = ReadingLimit()
        var seen: [Int] = []
        for _ in 0..<8 {
            seen.append(limit.entries)
            limit.failed()
        }
        #expect(seen == [64, 32, 16, 8, 4, 2, 1, 1])
    }

    @Test func onlySeveralGoodReadingsDoubleIt() {
        var limit = ReadingLimit()
        limit.failed()
        limit.failed()
        for _ in 1..<ReadingLimit.goodReadingsBeforeMore { limit.succeeded(transitions: 1) }
        #expect(limit.entries == 16)
        limit.succeeded(transitions: 1)
        #expect(limit.entries == 32)
        for _ in 1..<ReadingLimit.goodReadingsBeforeMore { limit.succeeded(transitions: 1) }
        #expect(limit.entries == 32, "counted anew")
        limit.failed()
        limit.succeeded(transitions: 1)
        #expect(limit.entries == 16, "a failure ends the row")
        for _ in 0..<1000 { limit.succeeded(transitions: 1) }
        #expect(limit.entries == 256)
    }

    @Test func oneThatBroughtTooMuchHalvesIt() {
        var limit = ReadingLimit()
        limit.succeeded(transitions: ReadingLimit.mostTransitions)
        #expect(limit.entries == 64)
        limit.succeeded(transitions: ReadingLimit.mostTransitions + 1)
        #expect(limit.entries == 32)
    }
}
