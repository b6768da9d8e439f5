import Foundation

/// A server on a free port of this machine that answers by path, one connection after the other, on a thread of its own.
final class CannedHTTPServer: Sendable {
    let port: UInt16
    private let listener: Int32

    struct Failure: Error {}

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, isListening else { throw Failure() }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                Self.serve(connection)
                close(connection)
            }
            close(listener)
        }.start()
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    private static func serve(_ connection: Int32) {
        let request = read(connection)
        let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
        var response: [UInt8]
        switch path {
        case "/request": response = answer("200 OK", ["X-Twice: a", "x-twice: b"], Array(request.utf8))
        case "/binary": response = answer("200 OK", [], [0xFF, 0x00, 0xFE])
        case "/redirect": response = answer("302 Found", ["Location: /request"], [])
        case "/busy": response = answer("503 Service Unavailable", ["Retry-After: 7"], [])
        case "/large": response = answer("200 OK", [], Array(repeating: 0x61, count: 256 * 1024 + 1))
        case "/full": response = answer("200 OK", [], Array(repeating: 0x61, count: 256 * 1024))
        case "/heads":
            response = answer("200 OK", Array(repeating: "X: \(String(repeating: "a", count: 8000))", count: 10), [])
        case "/silent":
            // Until the client goes away.
            _ = read(connection)
            return
        case "/broken": return
        default: response = answer("\(path.dropFirst()) Status", [], [])
        }
        var rest = response[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
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
