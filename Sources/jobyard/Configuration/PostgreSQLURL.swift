/// A connection URI of PostgreSQL, which libpq gets as it is: what it may hold is libpq's to say
/// (https://www.postgresql.org/docs/15/libpq-connect.html, section 34.1.1.2).
///
/// What libpq could not take apart is refused here, in words that hold nothing of it: libpq's own may quote a password.
struct PostgreSQLURL: Sendable, Hashable {
    let text: String

    static let allowed = "postgresql://user:password@host:5432/database"

    private static let schemes = ["postgresql://", "postgres://"]

    /// nil: a URL of another kind.
    init?(_ text: String) throws(UnusableValue) {
        guard let scheme = Self.schemes.first(where: text.hasPrefix) else { return nil }
        let hasGap = text.unicodeScalars.contains { $0.value <= 0x20 || $0.value == 0x7F }
        guard !hasGap else {
            throw UnusableValue("it holds a space, a line break or a control character: write it as %20 and the like")
        }
        try Self.check(text.dropFirst(scheme.count))
        self.text = text
    }

    /// In the order in which libpq takes it apart: `[user[:password]@][host[:port][,…]][/database][?name=value[&…]]`.
    private static func check(_ text: Substring) throws(UnusableValue) {
        var rest = text
        if let at = text.prefix(while: { $0 != "/" }).firstIndex(of: "@") {
            let credentials = text[..<at]
            guard !credentials.contains("?") else { throw strayCharacter }
            try check(encoding: credentials, of: "the user's name or the password")
            rest = text[text.index(after: at)...]
        }
        let address = rest.prefix { $0 != "?" }
        guard !address.contains("@") else { throw strayCharacter }
        let hosts = address.prefix { $0 != "/" }
        for host in hosts.split(separator: ",", omittingEmptySubsequences: false) { try check(host: host) }
        try check(encoding: address[hosts.endIndex...], of: "the database's name")
        let parameters = rest[address.endIndex...].dropFirst()
        guard !parameters.isEmpty else { return }
        for parameter in parameters.split(separator: "&", omittingEmptySubsequences: false) {
            try check(parameter: parameter)
        }
    }

    private static let strayCharacter = UnusableValue(
        "it is not clear where the password ends and the host begins: in a user's name and a password write @ as %40, / as "
            + "%2F, : as %3A, ? as %3F, # as %23 and % as %25")

    private static func check(host text: Substring) throws(UnusableValue) {
        var port = text.drop { $0 != ":" }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]"), end > text.index(after: text.startIndex) else {
                throw UnusableValue("an IPv6 address is written [::1], and the bracket is not closed or holds nothing")
            }
            port = text[text.index(after: end)...]
            guard port.isEmpty || port.hasPrefix(":") else {
                throw UnusableValue("behind the bracket of an IPv6 address only :port, a comma, / or ? may follow")
            }
        } else {
            try check(encoding: text.prefix { $0 != ":" }, of: "the host")
        }
        let digits = port.dropFirst()
        guard digits.isEmpty || digits.allSatisfy(\.isASCIIDigit) && Int(digits).map((1...65535).contains) == true
        else {
            throw UnusableValue(
                "the port behind the host must be a number from 1 to 65535 (a password stands before an at sign: "
                    + "user:password@host)")
        }
    }

    private static func check(parameter: Substring) throws(UnusableValue) {
        let parts = parameter.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let name = parts.first, !name.isEmpty else {
            throw UnusableValue(
                "behind the question mark stands name=value, with & between them: in a value write = as %3D and & as %26"
            )
        }
        for part in parts { try check(encoding: part, of: "what stands behind the question mark") }
    }

    private static func check(encoding text: Substring, of what: String) throws(UnusableValue) {
        for token in text.utf8.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false).dropFirst() {
            let digits = token.prefix(2)
            guard digits.count == 2, let value = Int(String(decoding: digits, as: UTF8.self), radix: 16), value > 0,
                digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") })
            else {
                throw UnusableValue("in \(what) a % must be followed by two hexadecimal digits, not 00: write % as %25")
            }
        }
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
