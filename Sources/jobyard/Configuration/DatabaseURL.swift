/// Where the record is kept.
enum DatabaseURL: Sendable, Hashable {
    /// A relative path is below DATA_DIR.
    case sqlite(path: String)

    static let standard = DatabaseURL.sqlite(path: "job_scheduler.db")
    static let allowed =
        "sqlite:///relative/to/DATA_DIR.db or sqlite:////absolute/path.db (PostgreSQL is not supported yet)"

    /// nil: not a URL of a database that we know.
    init?(_ text: String) {
        let prefix = "sqlite:///"
        guard text.hasPrefix(prefix) else { return nil }
        var path = text.dropFirst(prefix.count)
        if path.hasPrefix("./") { path = path.dropFirst(2) }
        guard !path.isEmpty, !path.hasSuffix("/"), !path.contains("\0") else { return nil }
        self = .sqlite(path: String(path))
    }

    /// With its path as it is opened.
    func resolved(below dataDirectory: String) -> DatabaseURL {
        switch self {
        case .sqlite(let path): .sqlite(path: path.hasPrefix("/") ? path : dataDirectory + "/" + path)
        }
    }

    var text: String {
        switch self {
        case .sqlite(let path): path.hasPrefix("/") ? "sqlite:///\(path)" : "sqlite:///./\(path)"
        }
    }
}
