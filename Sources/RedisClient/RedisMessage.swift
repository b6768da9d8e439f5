/// What somebody published to a channel.
package struct RedisMessage: Sendable, Hashable {
    package let channel: String
    package let payload: [UInt8]

    package init(channel: String, payload: [UInt8]) {
        self.channel = channel
        self.payload = payload
    }

    /// nil: an answer to a command, and no message (Redis documentation, "Format of pushed messages").
    init?(_ reply: RedisValue) {
        guard case .array(let parts) = reply, parts.count == 3, parts[0] == .bytes(Array("message".utf8)),
            let channel = try? parts[1].string(), let payload = try? parts[2].bytes()
        else { return nil }
        self.init(channel: channel, payload: payload)
    }
}
