import JobModel
import Testing

@testable import PluginRuntime

@Suite struct ValueTests {
    @Test func linesAreCutAndBounded() {
        var splitter = LineSplitter()
        #expect(splitter.lines("one\r\ntwo\nthr".utf8) == ["one", "two"])
        #expect(splitter.lines("ee\n".utf8) == ["three"])
        #expect(splitter.rest() == nil)
        #expect(splitter.lines(repeatElement(0x61, count: 100_000)) == [])
        #expect(splitter.lines("b\n".utf8).map(\.utf8.count) == [8192])
        #expect(splitter.lines([0xFF, 0x0A]) == ["\u{FFFD}"])
        #expect(splitter.lines("end".utf8) == [])
        #expect(splitter.rest() == "end")
    }

    @Test func linesBeyondTheRateAreCounted() {
        var rate = LineRate(now: 0)
        for _ in 0..<500 { #expect(rate.admit(now: 0).passes) }
        for _ in 0..<70 { #expect(!rate.admit(now: 0).passes) }
        let (passes, dropped) = rate.admit(now: 10_000_000)
        #expect(passes)
        #expect(dropped == 70)
        #expect(!rate.admit(now: 10_000_000).passes)
        #expect(!rate.admit(now: 0).passes, "a clock that steps back fills nothing")
    }

    @Test func failedStartsBackOffAndSideBySideCountOnce() {
        let now = ContinuousClock.now
        var backoff = StartBackoff(policy: RetryPolicy(baseMilliseconds: 100, factor: 2, capMilliseconds: 1000))
        backoff.failed(failuresAtStart: 0, now: now, jitter: 1)
        #expect(backoff.retryAt == now + .milliseconds(100))
        backoff.failed(failuresAtStart: 0, now: now, jitter: 1)
        #expect(backoff.failures == 1)
        backoff.failed(failuresAtStart: 1, now: now, jitter: 1)
        #expect(backoff.retryAt == now + .milliseconds(200))
        backoff.succeeded()
        #expect(backoff.retryAt == nil)
    }

    @Test func aDescriptionIsNotTakenOnTrust() {
        for json in [
            "", "[]", "{}", #"{"id":"a/b","version":"1","types":[]}"#, #"{"id":"a","version":"1 2","types":[]}"#,
            #"{"id":"a","version":"1","types":{}}"#, #"{"id":"","version":"1","types":[]}"#,
            #"{"id":"a","version":"1","types":[{"name":"../x"}]}"#, #"{"id":"a","version":"1","types":[{"name":"x"}]}"#,
        ] {
            #expect(throws: PluginDescription.Malformed.self, "\(json)") {
                try PluginDescription(json: Array(json.utf8))
            }
        }
    }
}
