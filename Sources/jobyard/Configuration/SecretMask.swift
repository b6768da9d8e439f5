/// Keeps secrets out of what is shown.
enum SecretMask {
    static let text = "********"

    /// Hides the user and password of every URL in the text, and query parameters that look secret. Rather too much
    /// than too little: a password may itself hold a slash or an at sign.
    static func maskingURLs(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map(maskingURL).joined(separator: " ")
    }

    /// Whether what stands under this name should not be shown.
    static func looksSecret(_ name: String) -> Bool {
        let letters = name.lowercased().filter(\.isLetter)
        return words.contains(where: letters.contains) || endings.contains(where: letters.hasSuffix)
    }

    private static let words = [
        "password", "passwd", "passphrase", "secret", "token", "credential", "authorization", "cookie",
    ]
    private static let endings = ["key", "auth", "pwd"]

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
