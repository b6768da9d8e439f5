/// Takes the fields of one frame's body in their order; see ``FrameWriter`` for the format.
struct FrameReader {
    private let body: [UInt8]
    private var position = 0

    init(_ body: [UInt8]) { self.body = body }

    private mutating func take(_ count: Int) throws(FrameError) -> ArraySlice<UInt8> {
        guard count <= body.count - position else { throw .truncated }
        defer { position += count }
        return body[position..<position + count]
    }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(FrameError) -> Number {
        let bytes = try take(MemoryLayout<Number>.size)
        return bytes.reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    mutating func flag() throws(FrameError) -> Bool {
        switch try number(UInt8.self) {
        case 0: return false
        case 1: return true
        case let byte: throw .notABoolean(byte)
        }
    }

    mutating func double() throws(FrameError) -> Double { Double(bitPattern: try number()) }

    mutating func bytes() throws(FrameError) -> [UInt8] { Array(try take(Int(number(UInt32.self)))) }

    /// What is no UTF-8 is repaired.
    mutating func text() throws(FrameError) -> String {
        String(decoding: try take(Int(number(UInt32.self))), as: UTF8.self)
    }

    mutating func optional<Field>(
        _ field: (inout FrameReader) throws(FrameError) -> Field
    ) throws(FrameError) -> Field? {
        try flag() ? try field(&self) : nil
    }

    mutating func settings() throws(FrameError) -> [String: String] {
        let count = Int(try number(UInt32.self))
        guard count <= WireLimits.listCount else { throw .listTooLong(count) }
        var settings: [String: String] = [:]
        for _ in 0..<count {
            let key = try text()
            settings[key] = try text()
        }
        return settings
    }

    /// Every byte must have been a field's.
    consuming func end() throws(FrameError) {
        guard position == body.count else { throw .trailingBytes(body.count - position) }
    }
}
