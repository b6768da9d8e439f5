import Testing

@testable import PluginWire

@Suite struct WorkerPulseTests {
    @Test func aCounterThatMovesIsAlive() {
        var pulse = WorkerPulse(counter: 5, now: 0)
        for second in Int64(1)...60 {
            #expect(pulse.standsStill(counter: 5 + UInt64(second), now: second * 1000) == false)
        }
    }

    @Test func aCounterThatStandsForTenSecondsIsNot() {
        var pulse = WorkerPulse(counter: 5, now: 1000)
        #expect(pulse.standsStill(counter: 5, now: 10_999) == false)
        #expect(pulse.standsStill(counter: 5, now: 11_000) == true)
    }

    /// After a sleep of the machine the counter may have been raised before the host looked.
    @Test func aChangeSeenLateIsStillAChange() {
        var pulse = WorkerPulse(counter: 5, now: 0)
        #expect(pulse.standsStill(counter: 6, now: 500_000) == false)
        #expect(pulse.standsStill(counter: 6, now: 510_000) == true)
    }

    @Test func thePageKeepsItsWordsApart() {
        withUnsafeTemporaryAllocation(byteCount: SharedPage.length, alignment: 64) { memory in
            guard let base = memory.baseAddress else { return }
            memory.initializeMemory(as: UInt8.self, repeating: 0)
            let page = SharedPage(base)
            page.raiseCounter()
            page.cancelledToken = 7
            page.runningToken = 8
            #expect((page.counter, page.cancelledToken, page.runningToken) == (1, 7, 8))
        }
    }
}
