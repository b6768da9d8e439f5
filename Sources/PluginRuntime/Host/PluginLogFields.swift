import JSONSchema
import Logging
import PluginWire

/// The fields of a plugin's log line as metadata: `{"pages": 3, "color": "cyan"}` becomes `fields.pages=3` and
/// `fields.color="cyan"`. As all of them stand behind `fields.`, none passes for what the worker says itself.
enum PluginLogFields {
    static let maximumCount = 32
    /// In bytes; what is longer is cut.
    static let maximumName = 64
    static let maximumValue = 1 << 10
    private static let maximumDepth = 16

    /// - Parameter json: what the plugin's host sent, or the plugin itself through its host's socket.
    /// - Returns: `fields_error` for what is no JSON object within the bounds; `fields_dropped` counts fields beyond.
    static func metadata(of json: String) -> Logger.Metadata {
        guard json.utf8.count <= WireLimits.logLine else {
            return ["fields_error": "longer than \(WireLimits.logLine) bytes"]
        }
        let bytes = Array(json.utf8)
        let members: [(name: String, value: JSONValue)]
        do {
            guard case .object(let object) = try JSONValue.parse(bytes, maximumDepth: maximumDepth).kind else {
                return ["fields_error": "not a JSON object"]
            }
            members = object.members
        } catch {
            return ["fields_error": "\(PluginLogText.oneLine(error.description))"]
        }
        var metadata: Logger.Metadata = [:]
        for (name, value) in members.prefix(maximumCount) {
            metadata["fields.\(key(name))"] = "\(text(bytes[value.range]))"
        }
        if members.count > maximumCount { metadata["fields_dropped"] = "\(members.count - maximumCount)" }
        return metadata
    }

    /// Of A-Z a-z 0-9 _ . and -, so that it ends where it seems to end.
    private static func key(_ name: String) -> String {
        String(decoding: name.utf8.prefix(maximumName).map { isPlain($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// A value as its JSON text: strings stay in quotes, and so cannot imitate a field that follows.
    private static func text(_ json: ArraySlice<UInt8>) -> String {
        let text = String(decoding: json.prefix(maximumValue), as: UTF8.self)
        return PluginLogText.oneLine(text) + (json.count > maximumValue ? "…" : "")
    }
}
