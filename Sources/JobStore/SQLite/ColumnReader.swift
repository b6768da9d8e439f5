import FoundationEssentials
import GRDB
import JobModel

/// Takes the values of a row one after the other, as the query lists them. A value that does not fit is a damaged file,
/// not a crash.
struct ColumnReader {
    private let row: Row
    private var index = 0

    init(_ row: Row) { self.row = row }

    mutating func next<Value: DatabaseValueConvertible>(_ type: Value.Type = Value.self) throws -> Value {
        guard let value: Value = try nextIfPresent() else { throw unexpected("no value") }
        return value
    }

    mutating func nextIfPresent<Value: DatabaseValueConvertible>(_ type: Value.Type = Value.self) throws -> Value? {
        let stored: DatabaseValue = row[index]
        index += 1
        if stored.isNull { return nil }
        guard let value = Value.fromDatabaseValue(stored) else { throw unexpected("an unexpected value") }
        return value
    }

    mutating func nextNamed<Value: RawRepresentable<String>>(_ type: Value.Type = Value.self) throws -> Value {
        let name: String = try next()
        guard let value = Value(rawValue: name) else { throw unexpected("“\(name)”") }
        return value
    }

    mutating func nextID() throws -> JobID {
        guard let id = JobID(bytes: try next(Data.self)) else { throw unexpected("no id") }
        return id
    }

    mutating func nextTimestamp() throws -> Timestamp { Timestamp(milliseconds: try next()) }

    mutating func nextTimestampIfPresent() throws -> Timestamp? {
        try nextIfPresent(Int64.self).map(Timestamp.init(milliseconds:))
    }

    mutating func nextTextIfPresent() throws -> String? {
        try nextIfPresent(Data.self).map { String(decoding: $0, as: UTF8.self) }
    }

    mutating func nextFailure() throws -> JobFailure? {
        let code = try nextTextIfPresent()
        let message = try nextTextIfPresent()
        return code.map { JobFailure(code: $0, message: message ?? "") }
    }

    mutating func nextRetryPolicy() throws -> RetryPolicy {
        RetryPolicy(baseMilliseconds: try next(), factor: try next(), capMilliseconds: try next())
    }

    /// Of the value taken last.
    private func unexpected(_ what: String) -> JobStoreError {
        .corrupt(reason: "\(what) in column \(Array(row.columnNames)[index - 1])")
    }
}

extension String {
    /// As handlers' texts are stored.
    var data: Data { Data(utf8) }
}

extension JobID {
    var data: Data { Data(bytes) }
}
