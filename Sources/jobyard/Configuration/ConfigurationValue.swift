import JSONSchema

/// A value without its place: what a plugin is told, and what `jobyard config` shows.
enum ConfigurationValue: Sendable, Hashable {
    case null
    case flag(Bool)
    /// As JSON writes it: no digit is lost.
    case number(String)
    case string(String)
    case list([ConfigurationValue])
    case map([String: ConfigurationValue])

    var isSet: Bool { self != .null }

    /// A string stands for itself; everything else is JSON.
    var text: String {
        if case .string(let text) = self { return text }
        return json
    }

    var json: String {
        switch self {
        case .null: "null"
        case .flag(let flag): String(flag)
        case .number(let number): number
        case .string(let text): JSONText.quote(text)
        case .list(let list): "[" + list.map(\.json).joined(separator: ",") + "]"
        case .map(let map):
            "{"
                + map.sorted { $0.key < $1.key }.map { "\(JSONText.quote($0.key)):\($0.value.json)" }
                .joined(separator: ",") + "}"
        }
    }

    /// With every string in it changed.
    func mapTexts(_ change: (String) -> String) -> ConfigurationValue {
        switch self {
        case .null, .flag, .number: self
        case .string(let text): .string(change(text))
        case .list(let list): .list(list.map { $0.mapTexts(change) })
        case .map(let map): .map(map.mapValues { $0.mapTexts(change) })
        }
    }

    /// What may be shown of a value under this name: nothing below a name that looks secret, no password in a text.
    func masked(under name: String) -> ConfigurationValue {
        if SecretMask.looksSecret(name) { return isSet ? .string(SecretMask.text) : self }
        return switch self {
        case .null, .flag, .number: self
        case .string(let text): .string(SecretMask.masking(text))
        case .list(let list): .list(list.map { $0.masked(under: name) })
        case .map(let map): .map(Dictionary(uniqueKeysWithValues: map.map { ($0, $1.masked(under: $0)) }))
        }
    }
}
