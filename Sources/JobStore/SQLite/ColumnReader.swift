import FoundationEssentials
import GRDB
import JobModel

struct ColumnReader: ColumnReading {
    private let row: Row
    private var index = 0

    init(_ row: Row) { self.row = row }

    mutating func nextIntegerIfPresent() throws -> Int64? { try next() }
    mutating func nextNumberIfPresent() throws -> Double? { try next() }
    mutating func nextFlag() throws -> Bool { try nextInteger() != 0 }
    mutating func nextTextIfPresent() throws -> String? { try next() }
    mutating func nextBytesIfPresent() throws -> [UInt8]? { try next(Data.self).map { [UInt8]($0) } }

    mutating func nextTimestampIfPresent() throws -> Timestamp? {
        try next(Int64.self).map(Timestamp.init(milliseconds:))
    }

    mutating func nextID() throws -> JobID {
        guard let id = JobID(bytes: try nextBytes()) else { throw unexpected("no id") }
        return id
    }

    func unexpected(_ what: String) -> JobStoreError {
        .corrupt(reason: "\(what) in column \(Array(row.columnNames)[index - 1])")
    }

    private mutating func next<Value: DatabaseValueConvertible>(_ type: Value.Type = Value.self) throws -> Value? {
        let stored: DatabaseValue = row[index]
        index += 1
        if stored.isNull { return nil }
        guard let value = Value.fromDatabaseValue(stored) else { throw unexpected("an unexpected value") }
        return value
    }
}

extension String {
    /// As handlers' texts are stored.
    var data: Data { Data(utf8) }
}

extension JobID {
    var data: Data { Data(bytes) }
}
