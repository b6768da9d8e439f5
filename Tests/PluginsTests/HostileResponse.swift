import Glibc

/// What a server may do to its clients, by path: bytes to begin with and bytes that never end.
struct HostileResponse: Sendable {
    let start: [UInt8]
    /// Sent over and over until the client goes away; without it the connection is closed after the start.
    let repeated: [UInt8]
    /// Whether the client waits for every repetition.
    let isSlow: Bool

    private init(_ start: String, repeated: String = "", isSlow: Bool = false) {
        self.start = Array(start.utf8)
        self.repeated = Array(repeated.utf8)
        self.isSlow = isSlow
    }

    private static let kilobyte = String(repeating: "a", count: 1024)

    static let all: [String: HostileResponse] = [
        "/slow-body": HostileResponse("HTTP/1.1 200 OK\r\n\r\n", repeated: "a", isSlow: true),
        "/slow-head": HostileResponse("HTTP/1.1 200 OK\r\nX: ", repeated: "a", isSlow: true),
        "/endless-body": HostileResponse("HTTP/1.1 200 OK\r\n\r\n", repeated: kilobyte),
        "/endless-chunks": HostileResponse(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", repeated: "400\r\n\(kilobyte)\r\n"),
        "/endless-headers": HostileResponse("HTTP/1.1 200 OK\r\n", repeated: "X-Long: \(kilobyte)\r\n"),
        "/endless-short-headers": HostileResponse("HTTP/1.1 200 OK\r\n", repeated: "A:\r\n"),
        "/endless-line": HostileResponse("HTTP/1.1 200 OK\r\nX: ", repeated: kilobyte),
        "/endless-interim": HostileResponse("", repeated: "HTTP/1.1 100 Continue\r\n\r\n"),
        "/endless-trailers": HostileResponse(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", repeated: "A: b\r\n"),
        "/endless-redirect": HostileResponse("HTTP/1.1 302 Found\r\nLocation: /request\r\n\r\n", repeated: kilobyte),
        "/endless-error": HostileResponse(
            "HTTP/1.1 503 Busy\r\nRetry-After: 9\r\n\r\n", repeated: kilobyte),
        "/endless-refusal": HostileResponse("HTTP/1.1 404 No\r\n\r\n", repeated: kilobyte),
        "/short-of-its-length": HostileResponse("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789"),
        "/beyond-its-length": HostileResponse("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n0123456789"),
        "/two-lengths": HostileResponse(
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 400\r\n\r\n0123456789"),
        "/length-of-nothing": HostileResponse("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n0123456789"),
        "/closes-in-chunk": HostileResponse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n0123"),
        "/closes-in-head": HostileResponse("HTTP/1.1 200 OK\r\nX: 0123"),
        "/no-http": HostileResponse("SSH-2.0-OpenSSH_9.2\r\n"),
        "/negative-status": HostileResponse("HTTP/1.1 -20 OK\r\nContent-Length: 0\r\n\r\n"),
        "/evil-trailers": HostileResponse(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nLocation: /evil\r\nX: evil\r\n\r\n"),
        "/compressed": HostileResponse(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\n\u{1f}zzzzz"),
    ]

    /// Until all is sent or the client is gone.
    func send(on connection: Int32) {
        guard send(start, on: connection), !repeated.isEmpty else { return }
        while send(repeated, on: connection) {
            guard isSlow else { continue }
            var client = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            if poll(&client, 1, 5) != 0 { return }
        }
    }

    private func send(_ bytes: [UInt8], on connection: Int32) -> Bool {
        bytes.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } >= 0
    }
}
