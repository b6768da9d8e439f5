import JobModel

/// `record_position`: one row, how far the record has come; read with the database's clock.
struct PostgresPosition {
    let position: RecordPosition
    let now: Timestamp

    /// To the millisecond, as everything that is stored.
    static let now = "date_trunc('milliseconds', clock_timestamp())"

    private static let query = "SELECT epoch, sequence, \(now) FROM record_position"

    static let read = PostgresCommand(query)
    static func read(_ lock: PostgresTransaction.Lock) -> PostgresCommand {
        PostgresCommand("\(query) \(lock.rawValue)")
    }

    static func set(sequence: Int) -> PostgresCommand {
        PostgresCommand("UPDATE record_position SET sequence = $1", [PostgresParameter(sequence)])
    }

    /// With the beginning of a sweep.
    static func raise(epoch: Int) -> PostgresCommand {
        PostgresCommand(
            "UPDATE record_position SET epoch = $1, sweep_after = $2",
            [PostgresParameter(epoch), PostgresParameter(LookSchedule.sweepStart)])
    }

    /// Answers the last id that the sweep has come to, where there is one.
    static let sweep = PostgresCommand("SELECT sweep_after FROM record_position WHERE sweep_after IS NOT NULL")

    static func set(sweep: JobID?) -> PostgresCommand {
        PostgresCommand("UPDATE record_position SET sweep_after = $1", [PostgresParameter(sweep)])
    }

    /// As ``read`` or ``read(_:)`` answered it.
    init(_ result: PostgresResult?) throws {
        guard let position = try result?.first({ try Self(&$0) }) else {
            throw JobStoreError.corrupt(reason: "the table record_position is empty")
        }
        self = position
    }

    private init(_ reader: inout PostgresRowReader) throws {
        position = RecordPosition(epoch: try reader.nextInteger(), sequence: try reader.nextInteger())
        now = try reader.nextTimestamp()
    }
}
