/// How to reach a Redis, and what one connection to it may take.
package struct RedisConfiguration: Sendable {
    package var address: RedisAddress
    /// Chosen by SELECT.
    package var database: Int
    /// Sent by AUTH. Appears in no description and no error.
    package var password: String?
    /// For name look-up, connecting, AUTH and SELECT together.
    package var connectTimeout: Duration
    /// For the answer to a call that names no timeout of its own.
    package var commandTimeout: Duration
    /// A larger reply closes the connection. Counts the bytes and what keeping them costs.
    package var maximumReplyBytes: Int
    /// Commands that may await their answers at once; more are refused.
    package var maximumOutstandingCommands: Int
    /// The same in bytes as sent.
    package var maximumOutstandingBytes: Int

    package init(
        address: RedisAddress, database: Int = 0, password: String? = nil, connectTimeout: Duration = .seconds(5),
        commandTimeout: Duration = .seconds(5), maximumReplyBytes: Int = 64 << 20,
        maximumOutstandingCommands: Int = 10_000, maximumOutstandingBytes: Int = 64 << 20
    ) {
        self.address = address
        self.database = database
        self.password = password
        self.connectTimeout = connectTimeout
        self.commandTimeout = commandTimeout
        self.maximumReplyBytes = maximumReplyBytes
        self.maximumOutstandingCommands = maximumOutstandingCommands
        self.maximumOutstandingBytes = maximumOutstandingBytes
    }
}

extension RedisConfiguration: CustomStringConvertible, CustomReflectable {
    package var description: String {
        "Redis at \(address), database \(database), \(password == nil ? "without" : "with") a password"
    }

    /// So that `dump` does not show the password either.
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
