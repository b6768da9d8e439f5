/// Bytes that are no RESP2, or a reply beyond the bounds: nothing behind them can be understood.
struct MalformedReply: Error, Hashable, CustomStringConvertible {
    let description: String
}
