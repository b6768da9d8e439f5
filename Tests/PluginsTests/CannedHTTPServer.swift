import Foundation
import Synchronization

/// A server on a free port of this machine that answers by path, one connection after the other, on a thread of its
/// own.
final class CannedHTTPServer: Sendable {
    let port: UInt16
    private let address: String
    private let listener: Int32
    private let remembered = Mutex<[String]>([])

    struct Failure: Error {}

    /// All requests so far, each with its head and its body.
    var requests: [String] { remembered.withLock { $0 } }

    /// - Parameters:
    ///   - address: one of 127.0.0.0/8.
    ///   - onRequest: called on the server's thread when a request has come, before it is answered.
    init(address: String = "127.0.0.1", onRequest: @escaping @Sendable () -> Void = {}) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var socketAddress = sockaddr_in()
        socketAddress.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, address, &socketAddress.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &socketAddress) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, isListening else { throw Failure() }
        self.listener = listener
        self.address = address
        port = UInt16(bigEndian: socketAddress.sin_port)
        Thread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                let request = Self.read(connection)
                remembered.withLock { $0.append(request) }
                onRequest()
                Self.answer(request, on: connection)
                close(connection)
            }
            close(listener)
        }.start()
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    func url(_ path: String) -> String { "http://\(address):\(port)\(path)" }

    private static func answer(_ request: String, on connection: Int32) {
        let target = request.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        switch parts.first ?? "/" {
        case "/request": send(answer("200 OK", ["X-Twice: a", "x-twice: b"], Array(request.utf8)), on: connection)
        case "/binary": send(answer("200 OK", [], [0xFF, 0x00, 0xFE]), on: connection)
        case "/busy": send(answer("503 Service Unavailable", ["Retry-After: 7"], []), on: connection)
        case "/large": send(answer("200 OK", [], Array(repeating: 0x61, count: 256 * 1024 + 1)), on: connection)
        case "/full": send(answer("200 OK", [], Array(repeating: 0x61, count: 256 * 1024)), on: connection)
        case "/loop": send(answer("302 Found", ["Location: /loop"], []), on: connection)
        case "/silent": _ = read(connection)  // until the client goes away
        case "/broken": break
        case let path where HostileResponse.all[path] != nil: HostileResponse.all[path]?.send(on: connection)
        // These very bytes: "/bytes?SFRUUC8xLjEgMjAwIE9LDQoNCg==".
        case "/bytes": send(Array(Data(base64Encoded: parts.last ?? "") ?? Data()), on: connection)
        // A status, and where it redirects to: "/307?/request".
        case let path:
            send(answer("\(path.dropFirst()) Status", parts.dropFirst().map { "Location: \($0)" }, []), on: connection)
        }
    }

    private static func send(_ response: [UInt8], on connection: Int32) {
        var rest = response[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    private static func answer(_ status: String, _ headers: [String], _ body: [UInt8]) -> [UInt8] {
        let lines = ["HTTP/1.1 \(status)", "Connection: close", "Content-Length: \(body.count)"] + headers
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    /// Head and, as long as its Content-Length says, body.
    private static func read(_ connection: Int32) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isWhole(text) {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        return text
    }

    private static func isWhole(_ text: String) -> Bool {
        guard let end = text.range(of: "\r\n\r\n") else { return false }
        let head = text[..<end.lowerBound].lowercased()
        guard let length = head.range(of: "content-length: ") else { return true }
        return text[end.upperBound...].utf8.count >= Int(head[length.upperBound...].prefix { $0.isNumber }) ?? 0
    }
}
