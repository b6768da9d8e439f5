import JobModel

/// Takes the values of a row one after the other, as the query lists them. A value that does not fit is a damaged
/// database, not a crash.
protocol ColumnReading {
    mutating func nextIntegerIfPresent() throws -> Int64?
    mutating func nextNumberIfPresent() throws -> Double?
    mutating func nextFlag() throws -> Bool
    mutating func nextTextIfPresent() throws -> String?
    mutating func nextBytesIfPresent() throws -> [UInt8]?
    mutating func nextTimestampIfPresent() throws -> Timestamp?
    mutating func nextID() throws -> JobID
    /// What is wrong with the value taken last.
    func unexpected(_ what: String) -> JobStoreError
}

extension ColumnReading {
    mutating func nextInteger() throws -> Int { Int(try present(nextIntegerIfPresent())) }
    mutating func nextIntIfPresent() throws -> Int? { try nextIntegerIfPresent().map(Int.init) }
    mutating func nextNumber() throws -> Double { try present(nextNumberIfPresent()) }
    mutating func nextText() throws -> String { try present(nextTextIfPresent()) }
    mutating func nextBytes() throws -> [UInt8] { try present(nextBytesIfPresent()) }
    mutating func nextTimestamp() throws -> Timestamp { try present(nextTimestampIfPresent()) }

    /// A handler's text: stored as bytes, for a NUL is legal in it.
    mutating func nextHandlersTextIfPresent() throws -> String? {
        try nextBytesIfPresent().map { String(decoding: $0, as: UTF8.self) }
    }

    mutating func nextNamed<Value: RawRepresentable<String>>(_ type: Value.Type = Value.self) throws -> Value {
        let name = try nextText()
        guard let value = Value(rawValue: name) else { throw unexpected("“\(name)”") }
        return value
    }

    mutating func nextFailure() throws -> JobFailure? {
        let code = try nextHandlersTextIfPresent()
        let message = try nextHandlersTextIfPresent()
        return code.map { JobFailure(code: $0, message: message ?? "") }
    }

    mutating func nextRetryPolicy() throws -> RetryPolicy {
        RetryPolicy(
            baseMilliseconds: try nextInteger(), factor: try nextNumber(), capMilliseconds: try nextInteger())
    }

    private func present<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw unexpected("no value") }
        return value
    }
}
