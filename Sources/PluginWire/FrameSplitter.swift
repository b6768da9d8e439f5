/// Cuts a stream of bytes into the bodies of frames, however the bytes arrive.
package struct FrameSplitter: Sendable {
    static let prefixLength = 4
    private var buffer: [UInt8] = []
    private var start = 0

    package init() {}

    /// Bytes that are not yet part of a whole frame.
    package var bufferedCount: Int { buffer.count - start }

    package mutating func append(_ bytes: some Sequence<UInt8>) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= 64 << 10)
            start = 0
        } else if start > 64 << 10, start > buffer.count / 2 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole body, or nil until more bytes came. After an error the stream is of no more use.
    package mutating func next() throws(FrameError) -> [UInt8]? {
        guard bufferedCount >= Self.prefixLength else { return nil }
        let length = Int(
            buffer[start..<start + Self.prefixLength].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        guard length <= WireLimits.frame else { throw .tooLong(length) }
        guard length > 0 else { throw .truncated }
        guard bufferedCount - Self.prefixLength >= length else { return nil }
        let body = start + Self.prefixLength
        defer { start = body + length }
        return Array(buffer[body..<body + length])
    }
}
