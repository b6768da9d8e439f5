/// Where the time of a request went, in microseconds; as JSON, in seconds.
package struct TransferTiming: Sendable, Hashable, Encodable {
    /// Until the address was known.
    private var dns = 0
    /// From the address to the connection.
    private var connect = 0
    /// From the connection to the end of its handshake; 0 without TLS.
    private var tls = 0
    /// From the moment the request could be sent to the first byte of the response.
    private var firstByte = 0
    /// From the start to the last byte.
    private var total = 0

    enum CodingKeys: String, CodingKey {
        case dns, connect, tls, total
        case firstByte = "first_byte"
    }

    package init() {}

    /// - Parameters: moments in microseconds since the start; 0 for what did not happen. A reused connection needs no
    ///   time to come about, which libcurl may write as a moment before another.
    package init(nameKnown: Int, connected: Int, secured: Int, readyToSend: Int, firstByte: Int, end: Int) {
        dns = max(0, nameKnown)
        connect = max(0, connected - nameKnown)
        tls = max(0, secured - connected)
        self.firstByte = max(0, firstByte - readyToSend)
        total = max(0, end)
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        for (key, microseconds) in [
            (CodingKeys.dns, dns), (.connect, connect), (.tls, tls), (.firstByte, firstByte), (.total, total),
        ] {
            try object.encode(Double(microseconds) / 1_000_000, forKey: key)
        }
    }

    package static func += (sum: inout Self, part: Self) {
        sum.dns += part.dns
        sum.connect += part.connect
        sum.tls += part.tls
        sum.firstByte += part.firstByte
        sum.total += part.total
    }
}
