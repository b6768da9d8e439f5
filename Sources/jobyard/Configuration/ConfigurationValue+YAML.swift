extension ConfigurationValue {
    /// Reads plain scalars by the core schema of YAML 1.2.2 (section 10.3.2); what YAML 1.1 reads otherwise is refused.
    /// `path` is the file's, for errors.
    init(_ node: YAMLNode, path: String) throws(ConfigurationError) {
        switch node.content {
        case .scalar(let text, isPlain: false): self = .string(text)
        case .scalar(let text, isPlain: true):
            do {
                self = try Self.plain(text)
            } catch {
                throw ConfigurationError(at: FilePlace(path: path, line: node.line), error.text)
            }
        case .list(let nodes):
            var list: [ConfigurationValue] = []
            for node in nodes { list.append(try ConfigurationValue(node, path: path)) }
            self = .list(list)
        case .map(let members):
            var map: [String: ConfigurationValue] = [:]
            for member in members { map[member.name] = try ConfigurationValue(member.value, path: path) }
            self = .map(map)
        }
    }

    private struct Refusal: Error {
        let text: String
    }

    private static func plain(_ text: String) throws(Refusal) -> ConfigurationValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .flag(true)
        case "false", "False", "FALSE": return .flag(false)
        default: break
        }
        if let number = try number(text, after: "0x", radix: 16) { return number }
        if let number = try number(text, after: "0o", radix: 8) { return number }
        if let number = decimal(text) { return .number(number) }
        let word = text.lowercased()
        if ["yes", "no", "on", "off", "y", "n"].contains(word) {
            throw Refusal(text: "\(text) may mean a boolean or a text: write true or false, or \"\(text)\" with quotes")
        }
        if [".inf", "+.inf", "-.inf", ".nan"].contains(word) {
            throw Refusal(text: "\(text) is no number that can be passed on")
        }
        return .string(text)
    }

    private static func number(_ text: String, after prefix: String, radix: Int) throws(Refusal) -> ConfigurationValue?
    {
        guard text.hasPrefix(prefix) else { return nil }
        let digits = text.dropFirst(prefix.count)
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && Int(String($0), radix: radix) != nil }) else {
            return nil
        }
        guard let number = UInt64(digits, radix: radix) else {
            throw Refusal(text: "\(text) is too large: write it with decimal digits")
        }
        return .number(String(number))
    }

    /// As JSON writes it: no plus sign, no leading zeros, digits on both sides of the point. nil: not a number.
    private static func decimal(_ text: String) -> String? {
        guard let match = text.wholeMatch(of: #/([-+]?)([0-9]*)(?:\.([0-9]*))?((?:[eE][-+]?[0-9]+)?)/#) else {
            return nil
        }
        let (_, sign, whole, fraction, exponent) = match.output
        guard !whole.isEmpty || fraction?.isEmpty == false else { return nil }
        let digits = whole.drop { $0 == "0" }
        let point = fraction.map { $0.isEmpty ? "" : ".\($0)" } ?? ""
        return (sign == "-" ? "-" : "") + (digits.isEmpty ? "0" : digits) + point + exponent
    }
}
