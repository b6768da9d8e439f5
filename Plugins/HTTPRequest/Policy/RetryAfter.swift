/// How long a server asked to be left alone: RFC 9110, section 10.2.3.
package enum RetryAfter {
    /// A day, the longest window in common use for quotas. Longer is more likely a slip or malice, and would park the
    /// job beyond the horizon of who waits for it; coming back too early costs no more than one attempt.
    package static let maximumSeconds = 86_400

    /// - Parameters:
    ///   - headers: of the response, by name in lower case.
    ///   - now: seconds since 1970, for a date where the response does not say what its own clock shows.
    /// - Returns: `nil` where there is no such wish or it is over: then the backoff decides, so that "0" is no way to
    ///   have all attempts burned at once.
    package static func seconds(in headers: [String: String], now: Int) -> Int? {
        guard let text = headers["retry-after"], let seconds = delay(text) ?? untilDate(text, headers, now) else {
            return nil
        }
        return seconds > 0 ? min(seconds, maximumSeconds) : nil
    }

    private static func delay(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int(text) ?? .max
    }

    /// Counted from the server's own clock, so that it does not matter whether ours agrees.
    private static func untilDate(_ text: String, _ headers: [String: String], _ now: Int) -> Int? {
        guard let date = HTTPDate(text, now: now) else { return nil }
        let start = headers["date"].flatMap { HTTPDate($0, now: now) }?.secondsSince1970 ?? now
        return date.secondsSince1970 - start
    }
}
