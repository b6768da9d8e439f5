/// The headers of a response, gathered line by line.
package struct ResponseHead: Sendable {
    /// By name in lower case; those which were there more than once are joined with ", ".
    package private(set) var headers: [String: String] = [:]

    package init() {}

    /// - Parameter line: as it came, with its end of line.
    package mutating func receive(_ line: some Collection<UInt8>) {
        let text = String(decoding: line, as: UTF8.self)
        // A status line starts a new head: what came before was interim, such as 100 Continue.
        if text.hasPrefix("HTTP/") {
            headers = [:]
            return
        }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = Self.trimmed(text[..<colon]).lowercased()
        let value = Self.trimmed(text[colon...].dropFirst())
        guard !name.isEmpty else { return }
        headers[name] = headers[name].map { "\($0), \(value)" } ?? value
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n"
        }
        var scalars = text.unicodeScalars.drop(while: isSpace)
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }
}
