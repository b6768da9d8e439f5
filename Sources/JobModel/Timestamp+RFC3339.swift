extension Timestamp: LosslessStringConvertible {
    /// Reads a `date-time` of RFC 3339, section 5.6, with any offset: `2026-11-23T09:44:00Z`,
    /// `2026-11-23T10:44:00.5+01:00`. What is finer than a millisecond is cut; a leap second counts as the second after
    /// it.
    package init?(_ description: String) {
        guard
            let match = description.wholeMatch(
                of: /(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))/),
            let year = Int64(match.1), let month = Int64(match.2), let day = Int64(match.3), let hour = Int64(match.4),
            let minute = Int64(match.5), let second = Int64(match.6),
            (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var offset: Int64 = 0
        if let sign = match.8, let hours = match.9.flatMap({ Int64($0) }), let minutes = match.10.flatMap({ Int64($0) })
        {
            guard hours < 24, minutes < 60 else { return nil }
            offset = (hours * 60 + minutes) * (sign == "-" ? -1 : 1)
        }
        let fraction = (match.7.map(String.init) ?? "").padded(toLength: 3)
        let minutes = (Self.days(before: year, month, day) * 24 + hour) * 60 + minute - offset
        self.init(milliseconds: (minutes * 60 + second) * 1000 + (Int64(fraction) ?? 0))
    }

    private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to a day of the Gregorian calendar, from the year 0 on.
    private static func days(before year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let earlier = year - 1
        let leapDays = year == 0 ? -1 : earlier / 4 - earlier / 100 + earlier / 400
        let inEarlierMonths = (1..<month).reduce(0) { $0 + days(inMonth: $1, of: year) }
        return earlier * 365 + leapDays + inEarlierMonths + day - 1 - 719_162
    }
}

extension String {
    /// Its first characters, filled up with zeros.
    fileprivate func padded(toLength length: Int) -> String {
        prefix(length) + String(repeating: "0", count: Swift.max(0, length - count))
    }
}
