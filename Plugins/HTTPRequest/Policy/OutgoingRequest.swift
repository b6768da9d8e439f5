/// One request, as it is sent to one server.
package struct OutgoingRequest: Sendable, Hashable {
    package var url: String
    package var method: String
    /// By name, in whatever case they were written.
    package var headers: [String: String]
    /// `nil`: none at all, not even an empty one.
    package var body: [UInt8]?

    package init(url: String, method: String, headers: [String: String] = [:], body: [UInt8]? = nil) {
        self.url = url
        self.method = method
        self.headers = headers
        // A server may insist on a Content-Length where the method usually has a body.
        self.body = body ?? (["POST", "PUT", "PATCH"].contains(method) ? [] : nil)
    }
}
