/// How much of a response is read at most, whoever asks.
package enum ResponseLimits {
    /// What `max_response_bytes` may be: of the operator and, up to the operator's, of a payload.
    package static let bodyBytes = 1...16 * 1024 * 1024
    /// All lines of all heads of one response, interim ones and trailers included.
    package static let headBytes = 64 * 1024
    package static let headLines = 256
}
