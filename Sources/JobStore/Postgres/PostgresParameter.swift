/// One `$n` of a statement.
struct PostgresParameter: Sendable {
    let oid: UInt32
    /// nil: NULL.
    let bytes: [UInt8]?

    init<Value: PostgresEncodable>(_ value: Value?) {
        oid = Value.type.oid
        bytes = value.map {
            var bytes: [UInt8] = []
            $0.append(to: &bytes)
            return bytes
        }
    }

    /// An array of one dimension, as `array_recv` reads it (src/backend/utils/adt/arrayfuncs.c).
    init<Value: PostgresEncodable>(array values: [Value?]) {
        oid = Value.type.array
        var bytes: [UInt8] = []
        func append(_ number: Int) {
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).bigEndian) { bytes.append(contentsOf: $0) }
        }
        let hasDimension = values.isEmpty ? 0 : 1
        append(hasDimension)
        append(values.contains { $0 == nil } ? 1 : 0)
        append(Int(Value.type.oid))
        if !values.isEmpty {
            append(values.count)
            append(1)
        }
        for value in values {
            guard let value else {
                append(-1)
                continue
            }
            let start = bytes.count
            append(0)
            value.append(to: &bytes)
            let length = UInt32(truncatingIfNeeded: bytes.count - start - 4).bigEndian
            withUnsafeBytes(of: length) { bytes.replaceSubrange(start..<(start + 4), with: $0) }
        }
        self.bytes = bytes
    }
}
