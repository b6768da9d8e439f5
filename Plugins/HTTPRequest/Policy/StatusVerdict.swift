/// What the status of a response means for the job.
package enum StatusVerdict: Sendable, Hashable {
    /// The response is the result; redirects too, as they are not followed.
    case result
    /// May pass: worth another try.
    case retry
    /// The request itself is wrong: it would be answered the same again.
    case discard

    package init(status: Int) {
        switch status {
        case 408, 425, 429, 500...: self = .retry
        case 400..<500: self = .discard
        default: self = .result
        }
    }

    /// How long the server asked to be left alone, in seconds, at most a day: the Retry-After of RFC 9110, section 10.2.3,
    /// where it is a number.
    package static func retryAfter(_ header: String?) -> Int? {
        header.flatMap { Int($0) }.flatMap { $0 >= 0 ? min($0, 86_400) : nil }
    }
}
