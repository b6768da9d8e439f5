import FoundationEssentials
import GRDB
import JobModel

/// `record_position`: one row, how far the record has come.
struct SQLitePositionTable {
    let database: Database

    func read() throws -> RecordPosition {
        let statement = try database.cachedStatement(sql: "SELECT epoch, sequence FROM record_position")
        guard let row = try Row.fetchOne(statement) else {
            throw JobStoreError.corrupt(reason: "the table record_position is empty")
        }
        var columns = ColumnReader(row)
        return RecordPosition(epoch: try columns.nextInteger(), sequence: try columns.nextInteger())
    }

    func set(sequence: Int) throws {
        try database.cachedStatement(sql: "UPDATE record_position SET sequence = ?").execute(arguments: [sequence])
    }

    func set(epoch: Int) throws {
        try database.cachedStatement(sql: "UPDATE record_position SET epoch = ?").execute(arguments: [epoch])
    }

    /// The last id that the sweep has come to; nil: there is none.
    func sweep() throws -> JobID? {
        let statement = try database.cachedStatement(sql: "SELECT sweep_after FROM record_position")
        return try Data.fetchOne(statement).flatMap { JobID(bytes: $0) }
    }

    func set(sweep: JobID?) throws {
        try database.cachedStatement(sql: "UPDATE record_position SET sweep_after = ?").execute(arguments: [sweep?.data]
        )
    }
}
