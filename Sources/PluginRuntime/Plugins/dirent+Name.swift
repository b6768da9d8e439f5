import Glibc

extension UnsafeMutablePointer<dirent> {
    /// Of the file; what is not UTF-8 in it is repaired.
    var name: String {
        withUnsafePointer(to: &pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
    }
}
