import Foundation

/// A TCP port for a server that cannot choose one itself and tell.
package enum FreePort {
    package struct NoneFound: Error {
        package let errno: Int32
    }

    /// A port of loopback that nobody listens on now.
    package static func find() throws -> UInt16 {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        return try bindToLoopback(listener)
    }

    /// Binds a socket to a port of loopback that the system chooses.
    package static func bindToLoopback(_ listener: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                return bind(listener, pointer, length) == 0 ? getsockname(listener, pointer, &length) : -1
            }
        }
        guard status == 0 else { throw NoneFound(errno: errno) }
        return UInt16(bigEndian: address.sin_port)
    }
}
