import CLinux
import Glibc

/// An `errno` in words.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    package let number: Int32

    package init(_ number: Int32 = errno) { self.number = number }

    package var description: String { strerrordesc_np(number).map { String(cString: $0) } ?? "error \(number)" }
}
