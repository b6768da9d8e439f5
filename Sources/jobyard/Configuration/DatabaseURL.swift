/// Where the record is kept.
enum DatabaseURL: Sendable, Hashable {
    /// A relative path is below DATA_DIR.
    case sqlite(path: String)
    case postgresql(PostgreSQLURL)

    static let standard = DatabaseURL.sqlite(path: "job_scheduler.db")
    static let allowed =
        "\(PostgreSQLURL.allowed), sqlite:///relative/to/DATA_DIR.db or sqlite:////absolute/path.db"

    /// nil: not a URL of a database that we know.
    init?(_ text: String) throws(UnusableValue) {
        if let url = try PostgreSQLURL(text) {
            self = .postgresql(url)
            return
        }
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
        case .postgresql: self
        }
    }

    var text: String {
        switch self {
        case .sqlite(let path): path.hasPrefix("/") ? "sqlite:///\(path)" : "sqlite:///./\(path)"
        case .postgresql(let url): url.text
        }
    }

    /// For people: a file by its path, a URL without its password.
    var shown: String {
        switch self {
        case .sqlite(let path): path
        case .postgresql(let url): SecretMask.maskingURL(url.text)
        }
    }
}
