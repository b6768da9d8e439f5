/// A moment as HTTP writes it: RFC 9110, section 5.6.7. All three forms are read, as recipients must.
package struct HTTPDate: Sendable, Hashable {
    /// Without leap seconds, as in Unix.
    package let secondsSince1970: Int

    /// - Parameter now: seconds since 1970. The form of RFC 850 has years of two digits: what would lie more than 50
    ///   years ahead is meant to be past.
    package init?(_ text: String, now: Int) {
        var scanner = Scanner(rest: Array(text.utf8)[...])
        guard let seconds = Self.internetMessage(scanner) ?? Self.rfc850(scanner, now: now) ?? Self.asctime(&scanner)
        else {
            return nil
        }
        secondsSince1970 = seconds
    }

    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let longDays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static func internetMessage(_ start: Scanner) -> Int? {
        var scanner = start
        guard scanner.word(of: days) != nil, scanner.skip(", "), let day = scanner.number(digits: 2), scanner.skip(" "),
            let month = scanner.word(of: months), scanner.skip(" "), let year = scanner.number(digits: 4),
            scanner.skip(" "), let time = scanner.time(), scanner.skip(" GMT"), scanner.isAtEnd
        else { return nil }
        return seconds(year: year, month: month + 1, day: day, time: time)
    }

    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    private static func rfc850(_ start: Scanner, now: Int) -> Int? {
        var scanner = start
        guard scanner.word(of: longDays) != nil, scanner.skip(", "), let day = scanner.number(digits: 2),
            scanner.skip("-"), let month = scanner.word(of: months), scanner.skip("-"),
            let shortYear = scanner.number(digits: 2), scanner.skip(" "), let time = scanner.time(),
            scanner.skip(" GMT"), scanner.isAtEnd
        else { return nil }
        let thisYear = 1970 + Int((Double(now) / 31_556_952).rounded(.down))
        var year = thisYear - thisYear % 100 + shortYear
        if year > thisYear + 50 { year -= 100 }
        return seconds(year: year, month: month + 1, day: day, time: time)
    }

    /// `Sun Nov  6 08:49:37 1994`
    private static func asctime(_ scanner: inout Scanner) -> Int? {
        guard scanner.word(of: days) != nil, scanner.skip(" "), let month = scanner.word(of: months), scanner.skip(" "),
            let day = scanner.skip(" ") ? scanner.number(digits: 1) : scanner.number(digits: 2), scanner.skip(" "),
            let time = scanner.time(), scanner.skip(" "), let year = scanner.number(digits: 4), scanner.isAtEnd
        else { return nil }
        return seconds(year: year, month: month + 1, day: day, time: time)
    }

    private static func seconds(year: Int, month: Int, day: Int, time: Int) -> Int? {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[month - 1]).contains(day) else { return nil }
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400)
        let daysBefore = (year - 1970) * 365 + leapDays + lengths[..<(month - 1)].reduce(0, +)
        return (daysBefore + day - 1) * 86_400 + time
    }

    /// Takes one part after the other off the front of a date.
    private struct Scanner {
        var rest: ArraySlice<UInt8>

        var isAtEnd: Bool { rest.isEmpty }

        mutating func skip(_ text: String) -> Bool {
            guard rest.starts(with: text.utf8) else { return false }
            rest = rest.dropFirst(text.utf8.count)
            return true
        }

        /// - Returns: which of the words it was.
        mutating func word(of words: [String]) -> Int? {
            words.firstIndex { skip($0) }
        }

        mutating func number(digits: Int) -> Int? {
            let text = rest.prefix(digits)
            guard text.count == digits, text.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                return nil
            }
            rest = rest.dropFirst(digits)
            return text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }

        /// `08:49:37`, as seconds of the day. A leap second, 60, is the first of the next minute.
        mutating func time() -> Int? {
            guard let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2), minute < 60,
                skip(":"), let second = number(digits: 2), second <= 60
            else { return nil }
            return hour * 3600 + minute * 60 + second
        }
    }
}
