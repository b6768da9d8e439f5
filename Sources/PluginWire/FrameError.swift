/// Why bytes are not a frame.
package enum FrameError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The length prefix names more than ``WireLimits/frame``.
    case tooLong(Int)
    /// A body ends before its fields do.
    case truncated
    /// A body goes on behind its last field.
    case trailingBytes(Int)
    case unknownKind(UInt8)
    /// A byte that says whether a field is there, or a truth value, is neither 0 nor 1.
    case notABoolean(UInt8)
    case listTooLong(Int)

    package var description: String {
        switch self {
        case .tooLong(let count): "a frame of \(count) bytes; at most \(WireLimits.frame) are allowed"
        case .truncated: "a frame that ends within a field"
        case .trailingBytes(let count): "a frame with \(count) bytes behind its last field"
        case .unknownKind(let kind): "a frame of unknown kind \(kind)"
        case .notABoolean(let byte): "a frame with \(byte) where 0 or 1 belongs"
        case .listTooLong(let count): "a frame with a list of \(count); at most \(WireLimits.listCount) are allowed"
        }
    }
}
