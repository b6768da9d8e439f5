import Foundation

/// An HTTP server that says to each request what it is told to, and then closes the connection.
final class CannedServer: Sendable {
    let url: String
    private let listener: Int32

    /// `answer` is given the request's first line; nil: the connection is closed without an answer.
    init(_ answer: @escaping @Sendable (String) -> [UInt8]?) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Bool in
                bind(listener, pointer, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        guard port else { throw POSIXError(.EADDRNOTAVAIL) }
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        Thread.detachNewThread {
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                Self.serve(connection, answer)
            }
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ connection: Int32, _ answer: (String) -> [UInt8]?) {
        defer { close(connection) }
        var request = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(connection, &request, request.count, 0)
        guard count > 0 else { return }
        let line = String(decoding: request[..<count].prefix { $0 != 13 }, as: UTF8.self)
        var rest = (answer(line) ?? [])[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    static func answer(_ status: Int, _ body: String, headers: String = "") -> [UInt8] {
        Array(
            "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(headers)\r\n\(body)"
                .utf8)
    }
}
