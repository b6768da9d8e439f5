import CLinux
import Glibc

/// Wakes one thread; rings that come while it is awake are one ring.
struct Doorbell: Sendable {
    let descriptor: Int32

    init() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { ProcessEnd.refuse("cannot make an eventfd: \(ErrorNumber.last)") }
    }

    /// From any thread; never blocks.
    func ring() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Takes the rings that have come.
    func answer() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }

    /// Blocks until somebody rings.
    func wait() {
        var interest = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&interest, 1, -1) <= 0 {}
        answer()
    }
}
