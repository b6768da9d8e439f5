/// Whom a request is for: RFC 6454, section 4.
package struct Origin: Sendable, Hashable {
    let scheme: String
    let host: String
    let port: String

    package init(scheme: String, host: String, port: String) {
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        self.port = port
    }
}
