import Testing

@testable import Worker

@Suite struct SubscriptionHearingTests {
    @Test func aSubscriptionThatHearsItsBeatsIsNeverDeaf() {
        var hearing = SubscriptionHearing()
        for _ in 0..<10 {
            let isDeaf = hearing.acknowledged()
            #expect(!isDeaf)
            hearing.heard()
        }
    }

    @Test func aSubscriptionThatHearsNothingIsDeafAfterAWhileAndThenHasItsChanceAnew() {
        var hearing = SubscriptionHearing()
        for _ in 0..<2 {
            let verdicts = (0...SubscriptionHearing.mostUnheard).map { _ in hearing.acknowledged() }
            #expect(verdicts == Array(repeating: false, count: SubscriptionHearing.mostUnheard) + [true])
        }
    }

    @Test func anEchoThatComesLateCounts() {
        var hearing = SubscriptionHearing()
        for _ in 0..<10 {
            let verdicts = [hearing.acknowledged(), hearing.acknowledged()]
            #expect(verdicts == [false, false])
            hearing.heard()
        }
    }
}
