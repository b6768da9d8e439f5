import CLinux
import Glibc

/// `errno`, in words.
struct ErrorNumber: CustomStringConvertible {
    let number: Int32

    static var last: ErrorNumber { ErrorNumber(number: errno) }

    var description: String {
        guard let text = strerrordesc_np(number) else { return "error \(number)" }
        return String(cString: text)
    }
}
