import Foundation

/// Any YAML value, as the text that a plugin gets.
enum ConfigurationValue: Decodable {
    case flag(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case list([ConfigurationValue])
    case map([String: ConfigurationValue])
    case null

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: FileKey.self) {
            self = .map(
                Dictionary(
                    uniqueKeysWithValues: try members.allKeys.map {
                        ($0.stringValue, try members.decode(ConfigurationValue.self, forKey: $0))
                    }))
            return
        }
        if var elements = try? decoder.unkeyedContainer() {
            var list: [ConfigurationValue] = []
            while !elements.isAtEnd { list.append(try elements.decode(ConfigurationValue.self)) }
            self = .list(list)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else {
            self = .string(try value.decode(String.self))
        }
    }

    /// A string stands for itself; everything else is JSON.
    var text: String {
        if case .string(let text) = self { return text }
        return json
    }

    private var json: String {
        switch self {
        case .flag(let flag): String(flag)
        case .integer(let integer): String(integer)
        case .number(let number): number.isFinite ? String(number) : "null"
        case .string(let text): Self.quoted(text)
        case .list(let list): "[" + list.map(\.json).joined(separator: ",") + "]"
        case .map(let map):
            "{"
                + map.sorted { $0.key < $1.key }.map { Self.quoted($0.key) + ":" + $0.value.json }.joined(
                    separator: ",")
                + "}"
        case .null: "null"
        }
    }

    private static func quoted(_ text: String) -> String {
        guard let data = try? JSONEncoder().encode(text) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self)
    }
}
