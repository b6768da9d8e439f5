/// Where a setting's value comes from.
enum SettingSource: Sendable, Hashable, CustomStringConvertible {
    case standard
    case file(FilePlace)
    case environment(variable: String)
    /// A file that holds nothing but the value, and what named it: a variable or a line of the configuration file.
    case secretFile(path: String, namedBy: String)

    /// As `jobyard config` shows it.
    var description: String {
        switch self {
        case .standard: "default"
        case .file(let place): place.description
        case .environment(let variable): variable
        case .secretFile(let path, let namedBy): "\(path) (\(namedBy))"
        }
    }
}

extension SettingSource {
    /// For programs.
    var kind: String {
        switch self {
        case .standard: "default"
        case .file: "file"
        case .environment: "environment"
        case .secretFile: "secret_file"
        }
    }
}
