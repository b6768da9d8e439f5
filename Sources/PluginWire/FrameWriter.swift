/// Builds one frame: a length prefix of four bytes, a kind of one, then fields. Integers are little-endian; text and
/// bytes have a length of four bytes in front; what may be absent has a byte 0 or 1 in front.
struct FrameWriter {
    private(set) var frame: [UInt8] = [0, 0, 0, 0]

    init(kind: UInt8) { frame.append(kind) }

    mutating func put(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { frame.append(contentsOf: $0) }
    }

    mutating func put(_ flag: Bool) { frame.append(flag ? 1 : 0) }

    mutating func put(_ number: Double) { put(number.bitPattern) }

    mutating func put(_ bytes: [UInt8]) {
        put(UInt32(truncatingIfNeeded: bytes.count))
        frame.append(contentsOf: bytes)
    }

    mutating func put(_ text: String) { put(Array(text.utf8)) }

    mutating func put<Field>(_ field: Field?, _ put: (inout FrameWriter, Field) -> Void) {
        self.put(field != nil)
        if let field { put(&self, field) }
    }

    mutating func put(_ settings: [String: String]) {
        put(UInt32(truncatingIfNeeded: settings.count))
        for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
            put(key)
            put(value)
        }
    }

    /// The whole frame, its length in front.
    consuming func finished() -> [UInt8] {
        let length = UInt32(truncatingIfNeeded: frame.count - FrameSplitter.prefixLength)
        withUnsafeBytes(of: length.littleEndian) { prefix in
            for (index, byte) in prefix.enumerated() { frame[index] = byte }
        }
        return frame
    }
}
