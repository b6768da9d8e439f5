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

    static func set(epoch: Int) -> PostgresCommand {
        PostgresCommand("UPDATE record_position SET epoch = $1", [PostgresParameter(epoch)])
    }

    init(_ reader: inout PostgresRowReader) throws {
        position = RecordPosition(epoch: try reader.nextInteger(), sequence: try reader.nextInteger())
        now = try reader.nextTimestamp()
    }
}
