import CHiredis
import NIOCore

/// Takes bytes in, gives replies out. hiredis parses and bounds the depth (7); nothing here opens a socket. Belongs to
/// one event loop.
final class ReplyDecoder {
    private let reader: UnsafeMutablePointer<redisReader>
    private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>
    private let builder: ReplyBuilder
    private let maximumReplyBytes: Int
    /// Set once: then nothing is read any more.
    private var failure: MalformedReply?

    /// A status, an error or a length has one line; hiredis looks through it again with every read.
    private static let maximumLineBytes = 64 << 10

    init(maximumReplyBytes: Int) throws(MalformedReply) {
        functions = .allocate(capacity: 1)
        functions.initialize(to: ReplyBuilder.functions)
        guard let reader = redisReaderCreateWithFunctions(functions) else {
            functions.deallocate()
            throw MalformedReply(description: "out of memory for a reply reader")
        }
        self.reader = reader
        self.maximumReplyBytes = maximumReplyBytes
        builder = ReplyBuilder(maximumBytes: maximumReplyBytes)
        reader.pointee.privdata = builder.opaque
    }

    deinit {
        redisReaderFree(reader)
        functions.deallocate()
    }

    func feed(_ bytes: ByteBuffer) throws(MalformedReply) {
        if let failure { throw failure }
        let status = bytes.withUnsafeReadableBytes { bytes in
            redisReaderFeed(reader, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        if status != REDIS_OK { throw fail(hiredisFailure) }
    }

    /// The next reply that is here in full.
    func next() throws(MalformedReply) -> RedisValue? {
        if let failure { throw failure }
        var reply: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &reply) == REDIS_OK else { throw fail(builder.refusal ?? hiredisFailure) }
        if reply != nil { return builder.take() }
        try checkBounds()
        return nil
    }

    /// What has come of a reply that is not here in full.
    private func checkBounds() throws(MalformedReply) {
        let count = reader.pointee.len - reader.pointee.pos
        guard count > Self.maximumLineBytes, let start = reader.pointee.buf?.advanced(by: reader.pointee.pos) else {
            return
        }
        if count > maximumReplyBytes { throw fail(ReplyBuilder.tooLarge(maximumReplyBytes)) }
        let line = UnsafeBufferPointer(start: start, count: Self.maximumLineBytes)
        let carriageReturn = CChar(bitPattern: UInt8(ascii: "\r"))
        // A long string has its first line's end near the beginning.
        if !line.contains(carriageReturn) {
            throw fail(MalformedReply(description: "a line of more than \(Self.maximumLineBytes) bytes"))
        }
    }

    private func fail(_ failure: MalformedReply) -> MalformedReply {
        self.failure = failure
        return failure
    }

    private var hiredisFailure: MalformedReply {
        withUnsafeBytes(of: reader.pointee.errstr) { text in
            MalformedReply(description: String(decoding: text.prefix { $0 != 0 }, as: UTF8.self))
        }
    }
}
