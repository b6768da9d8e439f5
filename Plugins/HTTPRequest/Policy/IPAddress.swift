import Glibc

/// An IP address by its bytes, most significant first: 4 of version 4, 16 of version 6.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    let bytes: [UInt8]

    /// - Returns: `nil` unless there are 4 or 16 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// - Parameter text: as `inet_pton` reads it: four decimal numbers, or the colons of RFC 4291. No names, no short
    ///   forms.
    package init?(_ text: String) {
        let isVersion6 = text.contains(":")
        var bytes = [UInt8](repeating: 0, count: isVersion6 ? 16 : 4)
        guard !text.contains("\0"), inet_pton(isVersion6 ? AF_INET6 : AF_INET, text, &bytes) == 1 else { return nil }
        self.bytes = bytes
    }

    /// As `inet_ntop` writes it, which for version 6 is the short form of RFC 5952.
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard let start = inet_ntop(family, bytes, &text, socklen_t(text.count)) else { return "\(bytes)" }
        return String(cString: start)
    }

    /// The address of version 4 that an IPv4-mapped one of version 6 is another spelling of; else itself.
    var unmapped: IPAddress {
        let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
        guard bytes.count == 16, starts(with: mapped, bits: 96) else { return self }
        return IPAddress(bytes: Array(bytes[12...])) ?? self
    }

    /// Whether the first bits are those of the prefix.
    func starts(with prefix: [UInt8], bits: Int) -> Bool {
        guard bits <= bytes.count * 8, bits <= prefix.count * 8 else { return false }
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard bytes.prefix(whole) == prefix.prefix(whole) else { return false }
        return rest == 0 || bytes[whole] >> (8 - rest) == prefix[whole] >> (8 - rest)
    }
}
