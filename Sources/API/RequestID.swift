/// The name of one request, in the answer and in the log: the client's own, or a new one.
package struct RequestID: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// `X-Request-Id`, in REST and, as metadata, in gRPC.
    package static let header = "x-request-id"
    private static let maximumLength = 128

    /// What a client sent is kept if it is 1 to 128 visible ASCII characters: it goes into logs and headers.
    package init(sent: String?) {
        if let sent, (1...Self.maximumLength).contains(sent.utf8.count),
            sent.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            description = sent
        } else {
            description = String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
        }
    }
}
