import Foundation
import Synchronization

/// Stands between a store and PostgreSQL, and cuts the connection at one message of the exchange
/// (https://www.postgresql.org/docs/current/protocol-message-formats.html). Each direction has a thread.
final class PostgresProxy: Sendable {
    enum Direction { case toServer, toClient }

    /// Where it listens; libpq takes it as a host.
    let directory: String
    private let server: String
    private let listener: Int32
    private let plan = Mutex<Plan?>(nil)

    private struct Plan {
        let direction: Direction
        var remaining: Int
        var isDone = false
    }

    /// - Parameter server: the directory of its unix socket.
    init(of server: String) throws {
        self.server = server
        directory = "/tmp/postgres-proxy-\(UUID().uuidString.prefix(13))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard Self.withAddress(directory, { bind(listener, $0, $1) }) == 0, listen(listener, 16) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EADDRINUSE)
        }
        Thread.detachNewThread { self.acceptAll() }
    }

    /// Of the next messages that way so many pass, and the connection of the one after them is cut before it arrives.
    func cut(_ direction: Direction, after count: Int) {
        plan.withLock { $0 = Plan(direction: direction, remaining: count) }
    }

    /// Cuts no more.
    /// - Returns: whether it did.
    func disarm() -> Bool {
        plan.withLock { plan in
            defer { plan = nil }
            return plan?.isDone ?? false
        }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        try? FileManager.default.removeItem(atPath: directory)
    }

    private func acceptAll() {
        defer { close(listener) }
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            let upstream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard Self.withAddress(server, { connect(upstream, $0, $1) }) == 0 else {
                close(client)
                close(upstream)
                continue
            }
            let ends = ConnectionEnds(client: client, upstream: upstream)
            Thread.detachNewThread { self.relay(ends, .toServer) }
            Thread.detachNewThread { self.relay(ends, .toClient) }
        }
    }

    private func relay(_ ends: ConnectionEnds, _ direction: Direction) {
        let (from, to) =
            direction == .toServer ? (ends.client, ends.upstream) : (ends.upstream, ends.client)
        // The first message of a client has no type.
        var typeLength = direction == .toServer ? 0 : 1
        while let head = Self.read(typeLength + 4, from: from) {
            let length = head.suffix(4).reduce(0) { $0 << 8 | Int($1) } - 4
            typeLength = 1
            guard length >= 0, let body = Self.read(length, from: from), lets(direction),
                Self.write(head + body, to: to)
            else { break }
        }
        ends.end()
    }

    /// Whether a message may pass; if not, its connection ends.
    private func lets(_ direction: Direction) -> Bool {
        plan.withLock { plan in
            guard let current = plan, current.direction == direction, !current.isDone else { return true }
            plan?.isDone = current.remaining == 0
            plan?.remaining -= 1
            return current.remaining > 0
        }
    }

    private static func read(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes[done...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard got > 0 else { return nil }
            done += got
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    private static func withAddress(
        _ directory: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: (directory + "/.s.PGSQL.5432").utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// Two sockets, closed when neither direction uses them any more.
private final class ConnectionEnds: Sendable {
    let client: Int32
    let upstream: Int32
    private let users = Mutex(2)

    init(client: Int32, upstream: Int32) {
        self.client = client
        self.upstream = upstream
    }

    func end() {
        for descriptor in [client, upstream] { shutdown(descriptor, Int32(SHUT_RDWR)) }
        let isLast = users.withLock { users in
            users -= 1
            return users == 0
        }
        if isLast { for descriptor in [client, upstream] { close(descriptor) } }
    }
}
