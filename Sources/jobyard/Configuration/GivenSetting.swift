/// What the environment or the file says of one setting, not yet read as its type.
struct GivenSetting: Sendable, Hashable {
    let text: String
    let source: SettingSource

    /// The contents of a file, for secrets that containers are given so; without the line break at its end.
    static func read(fromFile path: String, namedBy: String) throws(ConfigurationError) -> GivenSetting {
        do {
            let text = try BoundedFile.readText(path, maximumBytes: maximumBytes)
            let end = text.hasSuffix("\r\n") ? text.dropLast() : text.hasSuffix("\n") ? text.dropLast() : text[...]
            return GivenSetting(text: String(end), source: .secretFile(path: path, namedBy: namedBy))
        } catch {
            throw ConfigurationError(namedBy, value: path, allowed: "the path of a file that can be read: \(error)")
        }
    }

    private static let maximumBytes = 64 << 10
}
