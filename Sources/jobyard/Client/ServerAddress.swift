import Foundation

/// Where the server's REST API is: `http://host:port`, and a path where a proxy has it below one.
struct ServerAddress: Sendable, Hashable {
    /// Without a slash at its end.
    let url: String

    static let standard = "http://localhost:8000"

    init(_ text: String) throws(ClientError) {
        guard let components = URLComponents(string: text), ["http", "https"].contains(components.scheme),
            components.host?.isEmpty == false, components.query == nil, components.fragment == nil
        else { throw .invalidAddress(text) }
        var url = text
        while url.hasSuffix("/") { url.removeLast() }
        self.url = url
    }

    /// For messages: a password in it is not shown.
    var shown: String { SecretMask.masking(TerminalText.clean(url, maximumLength: 200)) }

    func url(_ path: String, query: [(name: String, value: String)] = []) -> String {
        let query = query.map { "\($0.name)=\(Self.escape($0.value))" }.joined(separator: "&")
        return url + path + (query.isEmpty ? "" : "?" + query)
    }

    /// One part of a path or a query (RFC 3986, section 2.3).
    static func escape(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
