import NIOCore

/// Encoded commands on their way to the event loop: what gathers within one turn of it goes out in one write.
struct Outbox {
    private var chunks: [ByteBuffer] = []
    private var isDue = false

    /// Small commands share a chunk; a large one keeps its own and is not copied.
    private static let maximumSharedBytes = 64 << 10

    /// True: nobody has been told yet to come for it.
    mutating func append(_ bytes: ByteBuffer) -> Bool {
        if let last = chunks.indices.last, bytes.readableBytes + chunks[last].readableBytes <= Self.maximumSharedBytes {
            chunks[last].writeImmutableBuffer(bytes)
        } else {
            chunks.append(bytes)
        }
        defer { isDue = true }
        return !isDue
    }

    mutating func take() -> [ByteBuffer] {
        isDue = false
        defer { chunks.removeAll() }
        return chunks
    }
}
