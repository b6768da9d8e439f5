/// What the status of a response means for the job.
package enum StatusVerdict: Sendable, Hashable {
    /// The response is the result.
    case result
    /// May pass: worth another try.
    case retry
    /// Would be answered the same again.
    case discard

    package init(status: Int, expected: ExpectedStatuses = .usual) {
        switch status {
        case _ where expected.contains(status): self = .result
        case 408, 425, 429, 500...: self = .retry
        default: self = .discard
        }
    }
}
