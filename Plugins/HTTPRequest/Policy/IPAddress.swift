/// An IP address by its bytes, most significant first: 4 of version 4, 16 of version 6.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    let bytes: [UInt8]

    /// - Returns: `nil` unless there are 4 or 16 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    package var description: String {
        if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }

    /// Whether the first bits are those of the prefix.
    func starts(with prefix: [UInt8], bits: Int) -> Bool {
        guard bits <= bytes.count * 8, bits <= prefix.count * 8 else { return false }
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard bytes.prefix(whole) == prefix.prefix(whole) else { return false }
        return rest == 0 || bytes[whole] >> (8 - rest) == prefix[whole] >> (8 - rest)
    }
}
