import Testing

@testable import Scheduler

@Suite struct RepeatedFailureTests {
    private struct Fault: Error, CustomStringConvertible { let description: String }

    @Test func aFaultThatLastsIsNewOnce() {
        var failure = RepeatedFailure()
        let (one, other) = (Fault(description: "one"), Fault(description: "other"))
        #expect([one, one, other, one, one].map { failure.isNew($0) } == [true, false, true, true, false])
        failure.end()
        #expect([one, one].map { failure.isNew($0) } == [true, false], "it had ended")
    }
}
