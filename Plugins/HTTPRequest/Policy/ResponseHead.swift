/// The head of a response, gathered line by line.
package struct ResponseHead: Sendable {
    /// 0 until the first status line has come.
    package private(set) var status = 0
    /// Such as `1.1` or `2`.
    package private(set) var version = ""
    /// By name in lower case; those which were there more than once are joined with ", ", and Set-Cookie with a line
    /// feed: a cookie's date holds a comma (RFC 9110, section 5.3).
    package private(set) var headers: [String: String] = [:]
    /// Whether all of it is there: what comes behind are trailers, which are not headers (RFC 9110, section 6.5.1).
    package private(set) var isComplete = false

    private var byteCount = 0
    private var lineCount = 0
    private var lastName: String?

    /// There is more of the head than anybody needs.
    package struct TooLarge: Error, Sendable, Hashable {
        package let message: String
    }

    package init() {}

    /// - Parameter line: as it came, with its end of line.
    package mutating func receive(_ line: some Collection<UInt8>) throws(TooLarge) {
        byteCount += line.count
        lineCount += 1
        guard byteCount <= ResponseLimits.headBytes else {
            throw TooLarge(message: "the headers of the response are larger than \(ResponseLimits.headBytes) bytes")
        }
        guard lineCount <= ResponseLimits.headLines else {
            throw TooLarge(message: "the headers of the response have more than \(ResponseLimits.headLines) lines")
        }
        guard !isComplete else { return }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            begin(statusLine: text)
        } else if Self.trimmed(text[...]).isEmpty {
            // Of the interim responses, such as 100 Continue, only 101 is the last.
            isComplete = status >= 200 || status == 101
        } else if text.hasPrefix(" ") || text.hasPrefix("\t") {
            fold(text)
        } else {
            add(field: text)
        }
    }

    /// What came before was interim.
    private mutating func begin(statusLine: String) {
        let words = statusLine.split(separator: " ", maxSplits: 2)
        version = words.first.map { String($0.dropFirst("HTTP/".count)) } ?? ""
        status = words.dropFirst().first.flatMap { Int(Self.trimmed($0)) } ?? 0
        headers = [:]
        lastName = nil
    }

    private mutating func add(field text: String) {
        lastName = nil
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = Self.trimmed(text[..<colon]).lowercased()
        guard !name.isEmpty else { return }
        let value = Self.trimmed(text[colon...].dropFirst())
        let separator = name == "set-cookie" ? "\n" : ", "
        headers[name] = headers[name].map { $0 + separator + value } ?? value
        lastName = name
    }

    /// A line that goes on with the field before it: RFC 9112, section 5.2.
    private mutating func fold(_ text: String) {
        guard let lastName, let value = headers[lastName] else { return }
        headers[lastName] = "\(value) \(Self.trimmed(text[...]))"
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n"
        }
        var scalars = text.unicodeScalars.drop(while: isSpace)
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }
}
