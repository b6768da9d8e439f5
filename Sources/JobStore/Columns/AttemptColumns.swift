import JobModel

/// The columns of `attempts` as both kinds of database list them, and what they say.
enum AttemptColumns {
    static let all = "token, attempt, started_at, ended_at, ending, error_code, error_message, host_pid, signal"
}

extension ColumnReading {
    mutating func nextAttempt() throws -> JobAttempt {
        var attempt = JobAttempt(
            token: LeaseToken(try nextText()), number: try nextInteger(), startedAt: try nextTimestamp())
        if let endedAt = try nextTimestampIfPresent() {
            attempt.end = JobAttempt.End(
                at: endedAt, ending: try nextNamed(), failure: try nextFailure(),
                hostProcessID: try nextIntIfPresent().map(Int32.init(truncatingIfNeeded:)),
                signal: try nextTextIfPresent())
        }
        return attempt
    }
}
