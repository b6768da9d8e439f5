import Testing

@testable import RedisClient

struct ConnectorStateTests {
    private typealias State = ConnectorState<Int>

    private struct Step: Sendable {
        let event: State.Event
        var retry: Int?
        var notice: State.Notice?
        var current: Int?
    }

    /// Lives of a connector: each event, what it leads to, and what callers get afterwards.
    private static let lives: [[Step]] = [
        [
            Step(event: .started),
            Step(event: .prepared(1), notice: .connected, current: 1),
            Step(event: .lost("died"), retry: 0, notice: .lost("died")),
            Step(event: .prepared(2), notice: .connected, current: 2),
            Step(event: .stopped),
        ],
        [
            Step(event: .started),
            Step(event: .failed("refused"), retry: 0, notice: .failing("refused")),
            Step(event: .failed("refused"), retry: 1),
            Step(event: .failed("not open"), retry: 2, notice: .failing("not open")),
            Step(event: .failed("refused"), retry: 3, notice: .failing("refused")),
            Step(event: .prepared(1), notice: .connected, current: 1),
            Step(event: .lost("died"), retry: 0, notice: .lost("died")),
            Step(event: .failed("refused"), retry: 0, notice: .failing("refused")),
        ],
        // What does not fit changes nothing.
        [
            Step(event: .prepared(1)),
            Step(event: .failed("refused")),
            Step(event: .started),
            Step(event: .lost("died")),
            Step(event: .prepared(1), notice: .connected, current: 1),
            Step(event: .failed("refused"), current: 1),
            Step(event: .prepared(2), current: 1),
            Step(event: .stopped),
            Step(event: .prepared(3)),
            Step(event: .started),
            Step(event: .failed("refused"), retry: 0, notice: .failing("refused")),
        ],
    ]

    @Test(arguments: lives.indices) func lifeOfAConnector(index: Int) {
        var state = State()
        for (number, step) in Self.lives[index].enumerated() {
            let reaction = state.handle(step.event)
            #expect(reaction == .init(retryAfterFailures: step.retry, notice: step.notice), "step \(number)")
            #expect(state.current == step.current, "step \(number)")
        }
    }

    @Test func saysWhyThereIsNoConnection() {
        var state = State()
        #expect(state.unavailableReason == "the connector does not run")
        _ = state.handle(.started)
        #expect(state.unavailableReason == "connecting")
        _ = state.handle(.failed("refused"))
        #expect(state.unavailableReason == "refused")
    }

    @Test(arguments: [
        (0, 0.0, Duration.milliseconds(25)), (0, 1.0, .milliseconds(50)), (1, 1.0, .milliseconds(100)),
        (3, 0.5, .milliseconds(300)), (6, 1.0, .seconds(2)), (1_000_000, 1.0, .seconds(2)), (9, 0.0, .seconds(1)),
    ])
    func backoffDoublesUpToTheMaximum(failures: Int, random: Double, delay: Duration) {
        #expect(Backoff().delay(afterFailures: failures, random: random) == delay)
    }
}
