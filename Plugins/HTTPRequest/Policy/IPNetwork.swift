/// A block of addresses, such as `10.1.0.0/16` or `fd00::/8`. An address alone is a block of one.
package struct IPNetwork: Sendable, Hashable {
    private let prefix: IPAddress
    private let bits: Int

    /// - Returns: `nil` also where bits are set behind the prefix: 10.1.2.3/8 is a slip more often than it is meant.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let prefix = IPAddress(String(first)) else { return nil }
        let width = prefix.bytes.count * 8
        var bits = width
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(parts[1]), number <= width
            else { return nil }
            bits = number
        }
        for bit in bits..<width where prefix.bytes[bit / 8] >> (7 - bit % 8) & 1 == 1 { return nil }
        self.prefix = prefix
        self.bits = bits
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.bytes.count == prefix.bytes.count && address.starts(with: prefix.bytes, bits: bits)
    }
}
