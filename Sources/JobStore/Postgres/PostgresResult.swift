import CPostgres

/// The rows that a statement answered, in PostgreSQL's binary format.
final class PostgresResult {
    private let handle: OpaquePointer

    /// It takes the handle over.
    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    var count: Int { Int(PQntuples(handle)) }

    /// How many rows a command changed.
    var changedRows: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    func map<Value>(_ read: (inout PostgresRowReader) throws -> Value) throws -> [Value] {
        try (0..<count).map { row in
            var reader = PostgresRowReader(self, row: row)
            return try read(&reader)
        }
    }

    func first<Value>(_ read: (inout PostgresRowReader) throws -> Value) throws -> Value? {
        guard count > 0 else { return nil }
        var reader = PostgresRowReader(self, row: 0)
        return try read(&reader)
    }

    func bytes(row: Int, column: Int) -> UnsafeRawBufferPointer? {
        guard PQgetisnull(handle, Int32(row), Int32(column)) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(handle, Int32(row), Int32(column)),
            count: Int(PQgetlength(handle, Int32(row), Int32(column))))
    }

    func name(ofColumn column: Int) -> String {
        PQfname(handle, Int32(column)).map { String(cString: $0) } ?? "\(column)"
    }
}
