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

extension DecodingError.Context {
    fileprivate var path: String { codingPath.map(\.stringValue).joined(separator: ".") }
}
