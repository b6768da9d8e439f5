/// The little JSON that the SDK writes itself: the fields of a log line.
enum JSONText {
    static func object(_ members: [String: LogValue]) -> String {
        let sorted = members.sorted { $0.key < $1.key }
        return "{" + sorted.map { "\(string($0.key)):\(text($0.value))" }.joined(separator: ",") + "}"
    }

    private static func text(_ value: LogValue) -> String {
        switch value {
        case .string(let text): string(text)
        case .integer(let integer): "\(integer)"
        case .number(let number): number.isFinite ? "\(number)" : string("\(number)")
        case .flag(let flag): "\(flag)"
        }
    }

    /// Escapes what RFC 8259 section 7 says must be.
    static func string(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
