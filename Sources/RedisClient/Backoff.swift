/// How long to wait before the next attempt: doubled with each failure, with jitter, so that many who lost one server
/// do not come back at once.
struct Backoff: Sendable, Hashable {
    var base = Duration.milliseconds(50)
    var maximum = Duration.seconds(2)

    /// - Parameters:
    ///   - failures: in a row, from 0.
    ///   - random: in 0...1; it chooses within the upper half of the delay.
    func delay(afterFailures failures: Int, random: Double) -> Duration {
        let doublings = min(max(failures, 0), 30)
        return min(maximum, base * (1 << doublings)) * (0.5 + 0.5 * random)
    }
}
