import Testing

@testable import JobStore

/// Who may try when, at milliseconds from the beginning.
@Suite struct PostgresReachabilityTests {
    /// The value in a box, for `#expect` takes no mutating calls.
    private final class Subject {
        static let reason = JobStoreError.unavailable(reason: "refused")
        private let start = ContinuousClock.now
        private var reachability = PostgresReachability()

        func mayTry(_ milliseconds: Int) -> Bool { reachability.ask(now: start + .milliseconds(milliseconds)) == nil }
        func fail(_ milliseconds: Int, jitter: Double = 1) -> Bool {
            reachability.failed(Self.reason, now: start + .milliseconds(milliseconds), jitter: jitter)
        }
        func succeed() -> Bool { reachability.succeeded() }
        func giveUp() { reachability.gaveUp() }
    }

    @Test func whileItIsReachableEverybodyGoesAhead() {
        let subject = Subject()
        #expect(subject.mayTry(0) && subject.mayTry(0))
        #expect(!subject.succeed())
    }

    @Test func whileItIsAwayOneAtATimeTries() {
        let subject = Subject()
        #expect(subject.fail(0))
        #expect(!subject.mayTry(99))
        #expect(subject.mayTry(100))
        #expect(!subject.mayTry(100), "one tries already")
        #expect(!subject.fail(100), "it was away before")
        #expect(!subject.mayTry(299))
        #expect(subject.mayTry(300))
        #expect(subject.succeed())
        #expect(subject.mayTry(300))
    }

    @Test func whoFoundOutNothingLeavesTheTryToAnother() {
        let subject = Subject()
        _ = subject.fail(0)
        #expect(subject.mayTry(100))
        subject.giveUp()
        #expect(subject.mayTry(100))
    }

    @Test(arguments: [(1, 100), (2, 200), (3, 400), (5, 1600), (6, 2000), (60, 2000)])
    func thePauseGrowsUpToABound(_ failures: Int, milliseconds: Int) {
        let subject = Subject()
        for _ in 0..<failures { _ = subject.fail(0) }
        #expect(!subject.mayTry(milliseconds - 1))
        #expect(subject.mayTry(milliseconds))
    }

    @Test func jitterShortensAPauseToItsHalf() {
        let subject = Subject()
        _ = subject.fail(0, jitter: 0)
        #expect(!subject.mayTry(49))
        #expect(subject.mayTry(50))
    }
}
