/// A value of a YAML document and the line on which it begins; a scalar keeps its text.
struct YAMLNode: Sendable, Hashable {
    struct Member: Sendable, Hashable {
        let name: String
        let line: Int
        let value: YAMLNode
    }

    enum Content: Sendable, Hashable {
        /// `isPlain`: without quotes, so it may be a number, a boolean or null.
        case scalar(String, isPlain: Bool)
        case list([YAMLNode])
        /// No name is there twice.
        case map([Member])
    }

    let content: Content
    let line: Int

    /// Plain, and empty or a word for nothing.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// For messages.
    var kind: String {
        switch content {
        case .scalar: "one value"
        case .list: "a list"
        case .map: "a map"
        }
    }
}
