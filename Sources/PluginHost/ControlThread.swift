import Glibc
import PluginWire
import Synchronization

/// Reads what the worker says, calls on_cancel, and sends what could not be sent at once.
struct ControlThread {
    let session: HostSession

    func run() -> Never {
        var splitter = FrameSplitter()
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let readable = waitForWork()
            session.controlBell.answer()
            session.outbox.drain()
            if readable { receive(&chunk, &splitter) }
            callOnCancel()
            session.sendDueNotes()
        }
    }

    /// True: there are bytes of the worker's, or its end of the socket.
    private func waitForWork() -> Bool {
        let interest = Int16(POLLIN) | (session.outbox.hasBacklog ? Int16(POLLOUT) : 0)
        var descriptors = [
            pollfd(fd: HostFileDescriptor.frames, events: interest, revents: 0),
            pollfd(fd: session.controlBell.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let due = session.state.withLock { $0.notes.dueAt }
        let timeout = due.map { Int32(clamping: max(0, $0 - HostClock.now())) } ?? -1
        poll(&descriptors, 2, timeout)
        return descriptors[0].revents & ~Int16(POLLOUT) != 0
    }

    private func receive(_ chunk: inout [UInt8], _ splitter: inout FrameSplitter) {
        let count = chunk.withUnsafeMutableBytes {
            recv(HostFileDescriptor.frames, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
        }
        guard count > 0 else {
            if count < 0, errno == EAGAIN || errno == EINTR { return }
            ProcessEnd.now(.workerGone)
        }
        splitter.append(chunk[..<count])
        do {
            while let body = try splitter.next() { obey(try HostCommand(decoding: body)) }
        } catch {
            ProcessEnd.now(.workerGone)
        }
    }

    private func obey(_ command: HostCommand) {
        session.state.withLock { state in
            switch command {
            case .start(let settings): state.settings = state.settings ?? settings
            case .run(let job): state.mailbox.append(job)
            case .cancel(let token): session.page.cancelledToken = token
            case .stop: state.isStopping = true
            }
        }
        session.handlerBell.ring()
    }

    /// Once for each job whose flag is set, while it runs. The handler thread waits for the call to return before it
    /// goes on to another job.
    private func callOnCancel() {
        let token = session.page.cancelledToken
        let call = session.withJob(token) { job -> TypeDescriptor? in
            guard job.cancelCall == .notMade, job.type.onCancel != nil else { return nil }
            job.cancelCall = .underWay
            return job.type
        }
        guard let type = call ?? nil else { return }
        type.onCancel?(session.state.withLock { $0.plugin?.state }, token)
        session.state.withLock { state in
            if state.job?.token == token { state.job?.cancelCall = .made }
        }
        session.handlerBell.ring()
    }
}
