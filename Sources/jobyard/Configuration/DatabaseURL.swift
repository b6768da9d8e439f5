/// Where the record is kept.
enum DatabaseURL: Sendable, Hashable {
    case sqlite(path: String)

    private static let allowed = "sqlite:///relative/to/DATA_DIR.db or sqlite:////absolute/path.db"

    /// `sqlite:///./name.db` lies under DATA_DIR, `sqlite:////path/name.db` where it says.
    init(_ text: String, dataDirectory: String) throws(ConfigurationError) {
        if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            // The URL may hold a password: it is not repeated.
            throw ConfigurationError(
                "DATABASE_URL", allowed: "PostgreSQL is not supported yet; use \(Self.allowed)")
        }
        let prefix = "sqlite:///"
        guard text.hasPrefix(prefix), text.count > prefix.count else {
            let scheme = text.prefix { $0 != ":" }
            throw ConfigurationError("DATABASE_URL", value: "\(scheme):…", allowed: Self.allowed)
        }
        let path = String(text.dropFirst(prefix.count))
        guard !path.hasSuffix("/"), !path.contains("\0") else {
            throw ConfigurationError("DATABASE_URL", value: text, allowed: "the path of a file: \(Self.allowed)")
        }
        if path.hasPrefix("/") {
            self = .sqlite(path: path)
        } else {
            self = .sqlite(path: dataDirectory + "/" + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path))
        }
    }
}
