import JobModel

/// What a parameter of a statement may be, in PostgreSQL's binary format.
protocol PostgresEncodable {
    static var type: PostgresType { get }
    /// Big-endian, as its type's `recv` function reads it.
    func append(to bytes: inout [UInt8])
}

/// Object ids of built-in types (`SELECT oid, typarray FROM pg_type`): they are the same in every PostgreSQL.
struct PostgresType: Sendable {
    let oid: UInt32
    let array: UInt32
}

extension Bool: PostgresEncodable {
    static var type: PostgresType { PostgresType(oid: 16, array: 1000) }
    func append(to bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }
}

extension Int64: PostgresEncodable {
    static var type: PostgresType { PostgresType(oid: 20, array: 1016) }
    func append(to bytes: inout [UInt8]) { withUnsafeBytes(of: bigEndian) { bytes.append(contentsOf: $0) } }
}

extension Int: PostgresEncodable {
    static var type: PostgresType { Int64.type }
    func append(to bytes: inout [UInt8]) { Int64(self).append(to: &bytes) }
}

extension Double: PostgresEncodable {
    static var type: PostgresType { PostgresType(oid: 701, array: 1022) }
    func append(to bytes: inout [UInt8]) { Int64(bitPattern: bitPattern).append(to: &bytes) }
}

extension String: PostgresEncodable {
    static var type: PostgresType { PostgresType(oid: 25, array: 1009) }
    func append(to bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }
}

extension [UInt8]: PostgresEncodable {
    static var type: PostgresType { PostgresType(oid: 17, array: 1001) }
    func append(to bytes: inout [UInt8]) { bytes.append(contentsOf: self) }
}

extension JobID: PostgresEncodable {
    static var type: PostgresType { PostgresType(oid: 2950, array: 2951) }
    func append(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes.append(contentsOf: $0) }
    }
}

extension Timestamp: PostgresEncodable {
    static var type: PostgresType { PostgresType(oid: 1184, array: 1185) }

    /// PostgreSQL counts microseconds from 2000.
    private static let epochMilliseconds: Int64 = 946_684_800_000
    /// What a `timestamptz` may be: from 4713 BC to 294276 AD.
    private static let range: ClosedRange<Int64> = -210_866_803_200_000...9_224_318_015_999_999

    func append(to bytes: inout [UInt8]) {
        let bounded = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
        ((bounded - Self.epochMilliseconds) * 1000).append(to: &bytes)
    }

    init(postgres microseconds: Int64) {
        self.init(milliseconds: microseconds / 1000 + Self.epochMilliseconds)
    }
}
