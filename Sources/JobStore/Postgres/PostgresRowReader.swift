import JobModel

struct PostgresRowReader: ColumnReading {
    private let result: PostgresResult
    private let row: Int
    private var index = 0

    init(_ result: PostgresResult, row: Int) {
        self.result = result
        self.row = row
    }

    mutating func nextIntegerIfPresent() throws -> Int64? { try nextBigEndian().map { Int64(bitPattern: $0) } }
    mutating func nextNumberIfPresent() throws -> Double? { try nextBigEndian().map { Double(bitPattern: $0) } }

    mutating func nextFlag() throws -> Bool {
        guard let byte = next()?.first else { throw unexpected("no value") }
        return byte != 0
    }

    mutating func nextTextIfPresent() throws -> String? { next().map { String(decoding: $0, as: UTF8.self) } }
    mutating func nextBytesIfPresent() throws -> [UInt8]? { next().map { [UInt8]($0) } }

    mutating func nextTimestampIfPresent() throws -> Timestamp? {
        try nextIntegerIfPresent().map(Timestamp.init(postgres:))
    }

    mutating func nextID() throws -> JobID {
        guard let id = next().flatMap({ JobID(bytes: $0) }) else { throw unexpected("no id") }
        return id
    }

    func unexpected(_ what: String) -> JobStoreError {
        .corrupt(reason: "\(what) in column \(result.name(ofColumn: index - 1))")
    }

    private mutating func next() -> UnsafeRawBufferPointer? {
        defer { index += 1 }
        return result.bytes(row: row, column: index)
    }

    private mutating func nextBigEndian() throws -> UInt64? {
        guard let bytes = next() else { return nil }
        guard bytes.count == 8 else { throw unexpected("\(bytes.count) bytes") }
        return UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
    }
}
