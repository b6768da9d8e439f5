import NIOCore
import Synchronization

/// Counts open connections, and admits no more than so many.
final class ConnectionLimit: Sendable {
    private let maximum: Int
    private let open = Mutex(0)

    init(_ maximum: Int) { self.maximum = maximum }

    /// False: it is one too many, and not counted.
    func admit(_ connection: any Channel) -> Bool {
        let isAdmitted = open.withLock { open in
            guard open < maximum else { return false }
            open += 1
            return true
        }
        if isAdmitted {
            connection.closeFuture.whenComplete { _ in self.open.withLock { $0 -= 1 } }
        }
        return isAdmitted
    }
}
