import CHiredis

/// Makes values of what hiredis finds, without its own reply objects: hiredis calls for every element, in order, and an
/// array is full when it has had as many as it announced.
final class ReplyBuilder {
    private struct OpenArray {
        var missing: Int
        var elements: [RedisValue] = []
    }

    private var arrays: [OpenArray] = []
    private var finished: RedisValue?
    private var bytes = 0
    private let maximumBytes: Int
    /// Why the last call was refused; hiredis itself only knows that it was.
    private(set) var refusal: MalformedReply?

    /// What an element costs beside its bytes.
    private static let elementBytes = 64

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// The whole reply, once hiredis says that it is here.
    func take() -> RedisValue? {
        defer {
            finished = nil
            bytes = 0
        }
        return finished
    }

    static func tooLarge(_ maximumBytes: Int) -> MalformedReply {
        MalformedReply(description: "a reply of more than \(maximumBytes) bytes")
    }

    private func add(_ value: RedisValue, bytes count: Int = 0) -> Bool {
        guard charge(count) else { return false }
        var value = value
        while var array = arrays.popLast() {
            array.elements.append(value)
            array.missing -= 1
            if array.missing > 0 {
                arrays.append(array)
                return true
            }
            value = .array(array.elements)
        }
        finished = value
        return true
    }

    private func openArray(of count: Int) -> Bool {
        guard count > 0 else { return add(.array([])) }
        guard charge(0) else { return false }
        var array = OpenArray(missing: count)
        // Only a promise so far: memory follows what has come.
        array.elements.reserveCapacity(min(count, 1024))
        arrays.append(array)
        return true
    }

    private func charge(_ count: Int) -> Bool {
        bytes += count + Self.elementBytes
        if bytes > maximumBytes { refusal = Self.tooLarge(maximumBytes) }
        return bytes <= maximumBytes
    }
}

/// The C side. hiredis keeps what these return and asks only whether it is null: null ends the parse.
extension ReplyBuilder {
    /// Lives as long as the decoder, which holds the builder and the reader.
    var opaque: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static var functions: redisReplyObjectFunctions {
        redisReplyObjectFunctions(
            createString: { task, text, count in
                ReplyBuilder.build(task) { builder in
                    let bytes = UnsafeRawBufferPointer(start: text, count: count)
                    return switch task?.pointee.type {
                    case REDIS_REPLY_STATUS: builder.add(.status(String(decoding: bytes, as: UTF8.self)), bytes: count)
                    case REDIS_REPLY_ERROR:
                        builder.add(
                            .error(RedisServerError(reply: String(decoding: bytes, as: UTF8.self))), bytes: count)
                    default: builder.add(.bytes(Array(bytes)), bytes: count)
                    }
                }
            },
            createArray: { task, count in ReplyBuilder.build(task) { $0.openArray(of: Int(count)) } },
            createInteger: { task, number in ReplyBuilder.build(task) { $0.add(.integer(Int(number))) } },
            createNil: { task in ReplyBuilder.build(task) { $0.add(.null) } },
            freeObject: { _ in })
    }

    private static func build(
        _ task: UnsafePointer<redisReadTask>?, _ body: (ReplyBuilder) -> Bool
    ) -> UnsafeMutableRawPointer? {
        guard let pointer = task?.pointee.privdata else { return nil }
        return body(Unmanaged.fromOpaque(pointer).takeUnretainedValue()) ? pointer : nil
    }
}
