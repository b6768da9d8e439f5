import Foundation

/// Asks a redis-server whether it is up, without a client library and without blocking.
enum UnixSocketPing {
    /// A password may still be wanted; a server that loads its data is not up yet.
    static func isAnswered(at path: String) async throws -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard connect(descriptor, to: path), send(descriptor, "PING\r\n", 6, Int32(MSG_NOSIGNAL)) == 6 else {
            return false
        }
        var answer = [UInt8](repeating: 0, count: 64)
        for _ in 0..<200 {
            let count = recv(descriptor, &answer, answer.count, 0)
            if count > 0 {
                let text = String(decoding: answer.prefix(count), as: UTF8.self)
                return text.hasPrefix("+PONG") || text.hasPrefix("-NOAUTH")
            }
            guard count < 0, errno == EAGAIN else { return false }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    private static func connect(_ descriptor: Int32, to path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                Foundation.connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}
