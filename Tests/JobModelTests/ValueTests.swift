import JobModel
import Testing

@Suite struct RetryPolicyTests {
    @Test(arguments: [(1, 1000), (2, 2000), (3, 4000), (10, 512_000), (11, 600_000), (1000, 600_000)])
    func theNthBurnedAttemptWaits(burned: Int, milliseconds: Int) {
        #expect(RetryPolicy.standard.delay(afterBurned: burned, jitter: 1) == milliseconds)
        #expect(RetryPolicy.standard.delay(afterBurned: burned, jitter: 0) == milliseconds / 2)
    }

    @Test(arguments: [(1.5, 1500), (1.9999, 2000), (0.29, 290), (-1, 0), (.nan, 1000), (.infinity, 4_294_967_295)])
    func aFactorIsRoundedToThousandthsAndBounded(_ factor: Double, thousandths: Int) {
        let policy = RetryPolicy(baseMilliseconds: 1, factor: factor, capMilliseconds: 1)
        #expect(policy.factorThousandths == thousandths)
    }

    @Test(arguments: [0, 2000, Int.max]) func noDelayIsOutOfBounds(_ thousandths: Int) {
        let policy = RetryPolicy(baseMilliseconds: .max, factorThousandths: thousandths, capMilliseconds: .max)
        #expect(policy.delay(afterBurned: .max, jitter: 1) >= 0)
        #expect(RetryPolicy(baseMilliseconds: -5, factor: 2, capMilliseconds: 9).delay(afterBurned: 1, jitter: 1) == 0)
    }

    @Test func jitterStaysWithinHalf() {
        let delays = (0..<1000).map { _ in RetryPolicy.standard.delay(afterBurned: 3) }
        #expect(delays.allSatisfy { (2000...4000).contains($0) })
        #expect(Set(delays).count > 100)
    }
}

@Suite struct JobPriorityTests {
    @Test func aHigherPriorityOvertakesTenSecondsPerStep() throws {
        let (low, high) = (try #require(JobPriority(5)), try #require(JobPriority(7)))
        let now = Timestamp(milliseconds: 1_700_000_000_000)
        #expect(high.readyScore(readyAt: now + 19_999) < low.readyScore(readyAt: now))
        #expect(high.readyScore(readyAt: now + 20_001) > low.readyScore(readyAt: now), "nothing starves")
        #expect(low.readyScore(readyAt: now) < low.readyScore(readyAt: now + 1), "first in, first out")
    }

    @Test(arguments: [-1, 11, Int.max]) func refusesWhatIsOutOfRange(_ level: Int) {
        #expect(JobPriority(level) == nil)
    }
}

@Suite struct JobVersionTests {
    @Test func theEpochCountsFirst() {
        #expect(JobVersion(epoch: 1, version: 9) < JobVersion(epoch: 2, version: 1))
        #expect(JobVersion(epoch: 2, version: 1) < JobVersion(epoch: 2, version: 2))
    }

    @Test func aLeapIsAboveAnythingThatRedisMade() {
        let row = JobVersion(epoch: 3, version: 7)
        #expect(row.leaped(in: 3) == JobVersion(epoch: 3, version: 1 << 20))
        #expect(row.leaped(in: 3).leaped(in: 4) == JobVersion(epoch: 4, version: 2 << 20))
    }
}

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_795_426_440_007, "2026-11-23T09:34:00.007Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
    ])
    func isWrittenAsRFC3339(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        ("2026-11-23T09:34:00Z", 1_795_426_440_000), ("2026-11-23t10:34:00.5+01:00", 1_795_426_440_500),
        ("2026-11-22T22:04:00.123456789-11:30", 1_795_426_440_123), ("1970-01-01T00:00:00.1Z", 100),
        ("0000-03-01T00:00:00Z", -62_162_035_200_000), ("9999-12-31T23:59:60Z", 253_402_300_800_000),
        ("2000-02-29T00:00:00Z", 951_782_400_000),
    ])
    func readsRFC3339(text: String, milliseconds: Int64) { #expect(Timestamp(text)?.milliseconds == milliseconds) }

    @Test(arguments: [
        "", "now", "2026-11-23", "2026-11-23T09:34:00", "2026-11-23 09:34:00Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T09:60:00Z",
        "2026-11-23T09:34:61Z",
        "2026-11-23T09:34:00+24:00", "2026-11-23T09:34:00.Z", "٢٠٢٦-11-23T09:34:00Z", "2026-11-23T09:34:00Z ",
    ])
    func refusesOtherTexts(_ text: String) { #expect(Timestamp(text) == nil) }
}

@Suite struct JobTypeTests {
    @Test(arguments: ["a", "http_request", "9.x-y_z", String(repeating: "a", count: 128)])
    func takesNames(_ name: String) { #expect(JobType.isName(name)) }

    @Test(arguments: ["", "_a", ".a", "A", "a b", "a/b", "ä", "a\n", String(repeating: "a", count: 129)])
    func refusesOtherNames(_ name: String) { #expect(!JobType.isName(name)) }
}
