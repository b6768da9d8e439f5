import Glibc
import PluginWire
import Synchronization

/// Frames on their way to the worker. Sending never blocks: what the socket does not take waits here for the control
/// thread, and log lines beyond a bound are dropped and counted.
final class FrameOutbox: Sendable {
    private struct State {
        var backlog: [UInt8] = []
        var start = 0
        var droppedLogs: UInt32 = 0

        var waiting: Int { backlog.count - start }
    }

    /// With so many bytes waiting, log lines are dropped.
    private static let logLimit = 256 << 10

    private let socket: Int32
    private let state = Mutex(State())
    /// Rung when the control thread has to wait for room in the socket.
    private let bell: Doorbell

    init(socket: Int32, bell: Doorbell) {
        self.socket = socket
        self.bell = bell
    }

    var hasBacklog: Bool { state.withLock { $0.waiting > 0 } }

    func send(_ event: HostEvent) {
        let frame = event.encoded()
        state.withLock { append(frame, to: &$0) }
    }

    func send(_ log: HostLog) {
        state.withLock { state in
            guard state.waiting < Self.logLimit else {
                state.droppedLogs = state.droppedLogs &+ 1
                return
            }
            var log = log
            log.dropped = state.droppedLogs
            state.droppedLogs = 0
            append(HostEvent.log(log).encoded(), to: &state)
        }
    }

    /// Sends what the socket takes now.
    func drain() { state.withLock { write(&$0) } }

    /// Sends what waits before the process ends, as far as the worker takes it within a second.
    func drainBeforeExit() {
        let end = HostClock.now() + 1000
        while hasBacklog, HostClock.now() < end {
            var interest = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
            poll(&interest, 1, 100)
            drain()
        }
    }

    private func append(_ frame: [UInt8], to state: inout State) {
        let wasEmpty = state.waiting == 0
        if state.start > 64 << 10, state.start > state.backlog.count / 2 {
            state.backlog.removeFirst(state.start)
            state.start = 0
        }
        state.backlog.append(contentsOf: frame)
        guard wasEmpty else { return }
        write(&state)
        if state.waiting > 0 { bell.ring() }
    }

    private func write(_ state: inout State) {
        while state.waiting > 0 {
            let count = state.backlog[state.start...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno == EINTR { continue }
                // No room now; or the worker is gone, which the watchdog sees.
                return
            }
            state.start += count
        }
        state.backlog.removeAll(keepingCapacity: state.backlog.capacity <= 64 << 10)
        state.start = 0
    }
}
