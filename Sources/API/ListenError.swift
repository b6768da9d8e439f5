import Glibc
import NIOCore

/// A door cannot listen: which, where, and what to do.
package struct ListenError: Error, Sendable, CustomStringConvertible {
    package let setting: String
    package let address: String
    package let reason: String

    init(setting: String, host: String, port: Int, _ error: any Error) {
        self.setting = setting
        address = "\(host):\(port)"
        if let error = error as? IOError, error.errnoCode == EADDRINUSE {
            reason = "the address is already in use"
        } else {
            reason = "\(error)"
        }
    }

    package var description: String {
        "cannot listen on \(address): \(reason). Stop what uses it, or set \(setting) or API_HOST to something else"
    }
}
