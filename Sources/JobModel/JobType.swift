/// A job type as its plugin declares it and the operator's settings leave it.
package struct JobType: Sendable, Hashable {
    /// `[a-z0-9][a-z0-9._-]{0,127}`
    package var name: String
    package var description: String?
    package var plugin: PluginIdentity
    /// JSON Schema 2020-12, or nil: anything goes.
    package var payloadSchema: String?
    package var resultSchema: String?
    /// nil: the operator's default.
    package var maximumRetries: Int?
    /// nil: the operator's default; 0: no timeout.
    package var timeoutMilliseconds: Int?
    package var retryPolicy: RetryPolicy
    /// Jobs of this type that one worker runs at once; nil: as many as the pool has slots.
    package var concurrency: Int?
    /// From the cancel flag (or the timeout) to SIGKILL.
    package var cancelGraceMilliseconds: Int

    package static let standardCancelGraceMilliseconds = 5000

    package init(
        name: String, description: String? = nil, plugin: PluginIdentity, payloadSchema: String? = nil,
        resultSchema: String? = nil, maximumRetries: Int? = nil, timeoutMilliseconds: Int? = nil,
        retryPolicy: RetryPolicy = .standard, concurrency: Int? = nil,
        cancelGraceMilliseconds: Int = JobType.standardCancelGraceMilliseconds
    ) {
        self.name = name
        self.description = description
        self.plugin = plugin
        self.payloadSchema = payloadSchema
        self.resultSchema = resultSchema
        self.maximumRetries = maximumRetries
        self.timeoutMilliseconds = timeoutMilliseconds
        self.retryPolicy = retryPolicy
        self.concurrency = concurrency
        self.cancelGraceMilliseconds = cancelGraceMilliseconds
    }

    /// Whether the text can name a job type. Such names have no spaces, so Redis values can be split at spaces.
    package static func isName(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 128, isLetterOrDigit(first) else { return false }
        return bytes.allSatisfy { isLetterOrDigit($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
