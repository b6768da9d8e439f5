/// Keeps secrets out of what is shown.
enum SecretMask {
    static let text = "********"

    /// Hides the user and password of every URL in the text, query parameters that look secret, and what a connection
    /// string calls a password (`host=x password=…`, `Server=x;Password=…`). Rather too much than too little: a password
    /// may itself hold a slash or an at sign.
    static func masking(_ text: String) -> String {
        let text = text.split(separator: " ", omittingEmptySubsequences: false).map(maskingURL).joined(separator: " ")
        return maskingAssignments(text)
    }

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

    private static func maskingURL(_ word: Substring) -> String {
        guard let scheme = word.firstRange(of: "://") else { return String(word) }
        var rest = word[scheme.upperBound...]
        var start = String(word[..<scheme.upperBound])
        if let at = rest.lastIndex(of: "@") {
            let user = rest[..<at].prefix { $0 != ":" }
            start += user.endIndex == at ? text : "\(user):\(text)"
            rest = rest[at...]
        }
        guard let query = rest.firstIndex(of: "?") else { return start + rest }
        let parameters = rest[rest.index(after: query)...].split(separator: "&", omittingEmptySubsequences: false)
        let masked = parameters.map { parameter in
            let name = parameter.prefix { $0 != "=" }
            return looksSecret(String(name)) ? "\(name)=\(text)" : String(parameter)
        }
        return start + rest[...query] + masked.joined(separator: "&")
    }
}
