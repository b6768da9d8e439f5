import Foundation
import Yams

/// The YAML file: `--config FILE` or JOBYARD_CONFIG.
struct ConfigurationFile: Sendable, Hashable, Decodable {
    var plugins: [String: PluginSection] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: FileKey.self)
        try members.refuseOthers(than: ["plugins"])
        plugins = try members.decodeIfPresent([String: PluginSection].self, forKey: FileKey("plugins")) ?? [:]
    }

    private static let maximumBytes = 1 << 20

    static func read(_ path: String?) throws(ConfigurationError) -> ConfigurationFile {
        guard let path else { return ConfigurationFile() }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError("configuration file \(path)", allowed: "it cannot be read")
        }
        guard data.count <= maximumBytes else {
            throw ConfigurationError("configuration file \(path)", allowed: "it has more than 1 MiB")
        }
        return try parse(String(decoding: data, as: UTF8.self), path: path)
    }

    static func parse(_ text: String, path: String) throws(ConfigurationError) -> ConfigurationFile {
        guard text.contains(where: { !$0.isWhitespace }) else { return ConfigurationFile() }
        do {
            return try YAMLDecoder().decode(ConfigurationFile.self, from: text)
        } catch let error as ConfigurationError {
            throw ConfigurationError("configuration file \(path): \(error.name)", allowed: error.allowed)
        } catch let DecodingError.dataCorrupted(context) {
            let reason = context.underlyingError.map { "\($0)" } ?? context.debugDescription
            throw ConfigurationError("configuration file \(path): \(context.path)", allowed: reason)
        } catch let DecodingError.typeMismatch(_, context) {
            throw ConfigurationError("configuration file \(path): \(context.path)", allowed: context.debugDescription)
        } catch {
            throw ConfigurationError("configuration file \(path)", allowed: "\(error)")
        }
    }
}

/// `plugins: {<plugin id>: {config: {…}}}`
struct PluginSection: Sendable, Hashable, Decodable {
    /// What the plugin's get_config answers: scalars as text, lists and maps as JSON.
    var config: [String: String] = [:]

    init(config: [String: String] = [:]) { self.config = config }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: FileKey.self)
        try members.refuseOthers(than: ["config"])
        let values = try members.decodeIfPresent([String: ConfigurationValue].self, forKey: FileKey("config")) ?? [:]
        config = values.mapValues(\.text)
    }
}

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

struct FileKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
}

extension KeyedDecodingContainer<FileKey> {
    fileprivate func refuseOthers(than known: Set<String>) throws {
        guard let other = allKeys.first(where: { !known.contains($0.stringValue) }) else { return }
        let path = (codingPath.map(\.stringValue) + [other.stringValue]).joined(separator: ".")
        throw ConfigurationError(path, allowed: "is not known here; known: \(known.sorted().joined(separator: ", "))")
    }
}

extension DecodingError.Context {
    fileprivate var path: String { codingPath.map(\.stringValue).joined(separator: ".") }
}
