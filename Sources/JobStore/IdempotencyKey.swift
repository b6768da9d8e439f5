/// What makes a submission safe to repeat: as long as the row lives, the same key gives the same job
/// (draft-ietf-httpapi-idempotency-key-header).
package struct IdempotencyKey: Sendable, Hashable {
    /// Whose key it is: each caller has keys of its own.
    package var caller: String
    package var text: String
    /// A hash of what was asked for: the same key with another one is refused.
    package var fingerprint: [UInt8]

    package init(caller: String = "", text: String, fingerprint: [UInt8]) {
        self.caller = caller
        self.text = text
        self.fingerprint = fingerprint
    }
}
