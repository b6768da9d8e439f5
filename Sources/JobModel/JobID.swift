/// A UUID of version 7 (RFC 9562, section 5.7): the order of ids is the order of submission, to the millisecond.
package struct JobID: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The milliseconds since 1970 that the id was made at.
    package var timestamp: Timestamp { Timestamp(milliseconds: Int64(high >> 16)) }

    /// Below every id that is made at this moment or later, and above every earlier one.
    package static func lowerBound(of moment: Timestamp) -> JobID {
        JobID(high: UInt64(min(max(moment.milliseconds, 0), 1 << 48 - 1)) << 16, low: 0)
    }
}

extension JobID: Comparable {
    package static func < (left: JobID, right: JobID) -> Bool { (left.high, left.low) < (right.high, right.low) }
}

extension JobID: CustomStringConvertible, LosslessStringConvertible {
    /// 36 characters, lower case: the only spelling that Redis and the record hold.
    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 { text.append(UInt8(ascii: "-")) }
            let half = index < 16 ? high : low
            let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - index % 16 * 4)) & 0xF
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Takes any UUID in its usual form of 36 characters, in either case.
    package init?(_ description: String) {
        let text = description.utf8
        guard text.count == 36 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        for (index, byte) in text.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
            if index < 18 {
                halves.0 = halves.0 << 4 | UInt64(digit)
            } else {
                halves.1 = halves.1 << 4 | UInt64(digit)
            }
        }
        self.init(high: halves.0, low: halves.1)
    }
}

extension JobID {
    /// Sixteen bytes, big-endian, as the record keeps it: they sort as the ids do.
    package var bytes: [UInt8] {
        withUnsafeBytes(of: high.bigEndian, Array.init) + withUnsafeBytes(of: low.bigEndian, Array.init)
    }

    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}
