import CCurl
import Glibc
import HTTPRequestPolicy

extension IPAddress {
    /// The address that curl is about to connect to; `nil` if it is of another family.
    init?(target: UnsafeMutablePointer<curl_sockaddr>) {
        // curl's struct ends with a sockaddr in name only: behind it is room for the longer ones.
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        let raw = UnsafeRawPointer(target) + offset
        switch target.pointee.family {
        case AF_INET where target.pointee.addrlen >= MemoryLayout<sockaddr_in>.size:
            self.init(bytes: withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) })
        case AF_INET6 where target.pointee.addrlen >= MemoryLayout<sockaddr_in6>.size:
            self.init(bytes: withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) })
        default: return nil
        }
    }
}
