import Foundation
import Synchronization
import TestSupport

/// A tiny HTTP server for `http_request` to ask: it answers the status that the path ends with, and remembers every
/// request. One thread, one connection at a time.
final class LoopbackHTTPServer: Sendable {
    struct NotListening: Error {
        let errno: Int32
    }

    let url: String
    private let listener: Int32
    private let remembered = Mutex<[String]>([])

    /// Each with its headers and its body, in the order of their coming.
    var requests: [String] { remembered.withLock { $0 } }

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        url = try "http://127.0.0.1:\(FreePort.bindToLoopback(listener))"
        guard listen(listener, 16) == 0 else { throw NotListening(errno: errno) }
        Thread { [self] in serve() }.start()
    }

    /// Ends the thread.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            let request = Self.read(connection)
            remembered.withLock { $0.append(request) }
            let path = request.split(separator: " ", maxSplits: 2).dropFirst().first ?? ""
            let status = Int(path.split(separator: "/").last ?? "") ?? 200
            let answer =
                "HTTP/1.1 \(status) As asked\r\nX-Asked: \(path)\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
            _ = answer.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            close(connection)
        }
        close(listener)
    }

    /// Reads one request, as far as its Content-Length says.
    private static func read(_ connection: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 1 << 20 {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
            let text = String(decoding: bytes, as: UTF8.self)
            guard let head = text.range(of: "\r\n\r\n") else { continue }
            let length =
                text[..<head.lowerBound].firstMatch(of: /(?i)content-length: *(\d+)/).flatMap { Int($0.1) } ?? 0
            if text[head.upperBound...].utf8.count >= length { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
