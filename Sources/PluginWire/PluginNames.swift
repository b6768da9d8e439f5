/// What the names that a plugin gives may be made of: its host judges them, and the worker again, since what a host
/// says may be the plugin's own words.
package enum PluginNames {
    package static let longestCounterName = 64

    /// `[A-Za-z0-9._-]{1,128}`
    package static func isPluginID(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLowercaseOrDigit($0) || (0x41...0x5A).contains($0) || isPunctuation($0) }
    }

    /// 1 to 64 printable ASCII characters without spaces.
    package static func isVersion(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// `[a-z0-9][a-z0-9._-]{0,127}`: the rule of `JobType.isName`, for a host that does not know job types.
    package static func isTypeName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLowercaseOrDigit(first), text.utf8.count <= 128 else { return false }
        return text.utf8.allSatisfy { isLowercaseOrDigit($0) || isPunctuation($0) }
    }

    /// `[a-z0-9_]{1,64}`
    package static func isCounterName(_ text: String) -> Bool {
        (1...longestCounterName).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLowercaseOrDigit($0) || $0 == 0x5F }
    }

    private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    /// `.` `_` `-`
    private static func isPunctuation(_ byte: UInt8) -> Bool { byte == 0x2E || byte == 0x5F || byte == 0x2D }
}
