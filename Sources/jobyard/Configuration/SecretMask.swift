import Foundation

/// Keeps secrets out of what is shown.
enum SecretMask {
    static let text = "********"

    /// Hides the user and password of every URL in the text, query parameters that look secret, and what a connection
    /// string calls a password (`host=x password=…`, `Server=x;Password=…`). Rather too much than too little: a password
    /// may itself hold a slash or an at sign.
    static func masking(_ text: String) -> String {
        let text = text.split(separator: " ", omittingEmptySubsequences: false).map(maskingWord).joined(separator: " ")
        return maskingAssignments(text)
    }

    /// Of a text that is one URL, or meant to be: its password may hold spaces.
    static func maskingURL(_ text: String) -> String { maskingAssignments(maskingWord(text[...])) }

    /// Whether what stands under this name should not be shown.
    static func looksSecret(_ name: String) -> Bool {
        let letters = name.lowercased().filter(\.isLetter)
        return words.contains(where: letters.contains) || endings.contains(where: letters.hasSuffix)
            || wholeNames.contains(letters)
    }

    private static let words = [
        "password", "passwd", "passphrase", "secret", "token", "credential", "authorization", "cookie", "bearer",
        "privatekey", "signing", "signature",
    ]
    private static let endings = ["key", "auth", "pwd"]
    private static let wholeNames: Set = ["pass", "sig", "salt", "code"]

    private static func maskingAssignments(_ text: String) -> String {
        let assignment =
            #/((?:password|pwd|passwd|secret|token)\s*=\s*)(?:'[^']*'?|"[^"]*"?|[^\s;&'"])+/#.ignoresCase()
        return text.replacing(assignment) { "\($0.1)\(Self.text)" }
    }

    private static func maskingWord(_ word: Substring) -> String {
        guard let scheme = word.firstRange(of: "://") else { return String(word) }
        var rest = word[scheme.upperBound...]
        var start = String(word[..<scheme.upperBound])
        if let at = rest.lastIndex(of: "@") {
            let user = rest[..<at].prefix { $0 != ":" }
            let hidesUser = user.endIndex == at || user.contains { "/?=&".contains($0) }
            start += hidesUser ? text : "\(user):\(text)"
            rest = rest[at...]
        }
        let address = rest.prefix { $0 != "?" }
        for host in address.prefix(while: { $0 != "/" }).split(separator: ",") where !hasPort(host) {
            return start + rest[..<host.startIndex] + host.prefix { $0 != ":" } + ":\(text)"
        }
        let query = rest[address.endIndex...]
        guard !query.isEmpty else { return start + rest }
        let masked = query.dropFirst().split(separator: "&", omittingEmptySubsequences: false).map { parameter in
            let name = parameter.prefix { $0 != "=" }
            // What is malformed may be the rest of a password.
            let isPlain = !name.isEmpty && parameter.removingPercentEncoding != nil
            return isPlain && !looksSecret(name.removingPercentEncoding ?? "") ? String(parameter) : "\(name)=\(text)"
        }
        return start + address + "?" + masked.joined(separator: "&")
    }

    /// Or nothing where a port might be. What is no number is the password of somebody who forgot the host.
    private static func hasPort(_ host: Substring) -> Bool {
        let name = host.contains("]") ? host.prefix { $0 != "]" } : host.prefix { $0 != ":" }
        var port = host[name.endIndex...].drop { $0 == "]" }.drop { $0 == ":" }
        while let last = port.last, "\"'.;:)]}>".contains(last) { port.removeLast() }
        return port.allSatisfy { $0.isASCII && $0.isNumber }
    }
}
