/// What an address is for, as far as it matters to whom a job may talk: everything but `global` leads into the
/// operator's own network or nowhere. From the special-purpose registries of the IANA (RFC 6890) and the RFCs named
/// below.
package enum AddressClass: String, Sendable, CaseIterable {
    case global, unspecified, loopback
    case linkLocal = "link-local"
    case privateUse = "private"
    case shared, multicast, documentation, benchmarking, reserved

    package init(_ address: IPAddress) {
        self = address.bytes.count == 4 ? Self.version4(address) : Self.version6(address)
    }

    private typealias Block = (prefix: [UInt8], bits: Int, kind: Self)

    private static let version4Blocks: [Block] = [
        ([0, 0, 0, 0], 8, .unspecified),  // "this host on this network": Linux connects 0.0.0.0 to itself
        ([10, 0, 0, 0], 8, .privateUse),  // RFC 1918
        ([100, 64, 0, 0], 10, .shared),  // RFC 6598, behind carriers' NAT
        ([127, 0, 0, 0], 8, .loopback),
        ([169, 254, 0, 0], 16, .linkLocal),  // RFC 3927; also where clouds keep their metadata
        ([172, 16, 0, 0], 12, .privateUse),  // RFC 1918
        ([192, 0, 0, 0], 24, .reserved),  // IETF protocols
        ([192, 0, 2, 0], 24, .documentation),  // RFC 5737, as the two below
        ([192, 88, 99, 0], 24, .reserved),  // RFC 7526, the relays of 6to4, given up
        ([192, 168, 0, 0], 16, .privateUse),  // RFC 1918
        ([198, 18, 0, 0], 15, .benchmarking),  // RFC 2544
        ([198, 51, 100, 0], 24, .documentation),
        ([203, 0, 113, 0], 24, .documentation),
        ([224, 0, 0, 0], 4, .multicast),
        ([240, 0, 0, 0], 4, .reserved),  // and the broadcast address
    ]

    private static func version4(_ address: IPAddress) -> Self {
        version4Blocks.first { address.starts(with: $0.prefix, bits: $0.bits) }?.kind ?? .global
    }

    /// Those which stand for an address of version 4, and the byte where that one begins.
    private static let embeddings: [(prefix: [UInt8], bits: Int, at: Int)] = [
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 96, 12),  // IPv4-mapped, RFC 4291
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 96, 12),  // IPv4-compatible, RFC 4291
        ([0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0], 96, 12),  // IPv4-translated, RFC 2765
        ([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], 96, 12),  // NAT64, RFC 6052
        ([0x20, 0x02], 16, 2),  // 6to4, RFC 3056
    ]

    private static let version6Blocks: [Block] = [
        ([0x20, 0x01, 0, 0], 32, .reserved),  // RFC 4380, Teredo: stands for two addresses of version 4
        ([0x20, 0x01, 0, 2, 0, 0], 48, .benchmarking),  // RFC 5180
        ([0x20, 0x01, 0, 0], 23, .reserved),  // RFC 2928, IETF protocols: ORCHID and others that are not routed
        ([0x20, 0x01, 0x0D, 0xB8], 32, .documentation),  // RFC 3849
        ([0x3F, 0xFF, 0], 20, .documentation),  // RFC 9637
        ([0xFC], 7, .privateUse),  // RFC 4193, unique local
        ([0xFE, 0x80], 10, .linkLocal),
        ([0xFE, 0xC0], 10, .privateUse),  // RFC 3879, site-local of old
        ([0xFF], 8, .multicast),
        ([0x20], 3, .global),  // RFC 4291: the only unicast that is handed out; all other is reserved
    ]

    private static func version6(_ address: IPAddress) -> Self {
        let bytes = address.bytes
        if bytes.allSatisfy({ $0 == 0 }) { return .unspecified }
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return .loopback }
        // Those which stand for an address of version 4 are what that one is.
        for embedding in embeddings where address.starts(with: embedding.prefix, bits: embedding.bits) {
            return IPAddress(bytes: Array(bytes[embedding.at..<embedding.at + 4])).map(version4) ?? .reserved
        }
        return version6Blocks.first { address.starts(with: $0.prefix, bits: $0.bits) }?.kind ?? .reserved
    }
}
