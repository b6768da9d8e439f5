import JobModel
import JobQueue
import Logging
import Synchronization

/// Progress and checkpoints of running attempts on their way to Redis. What is sent is decided by ``UnsentNotes``.
final class NoteSender: Sendable {
    private let unsent = Mutex(UnsentNotes())
    private let signal = Signal()

    /// At most ten calls a second; fewer while they fail.
    private static let pause = Duration.milliseconds(100)
    private static let pauseAfterFailure = Duration.milliseconds(500)

    /// From any thread; never waits.
    func put(_ progress: JobProgress, of lease: Lease) {
        unsent.withLock { $0.put(progress, of: lease) }
        signal.raise()
    }

    /// From any thread; never waits.
    func put(checkpoint: [UInt8], of lease: Lease) {
        unsent.withLock { $0.put(checkpoint: checkpoint, of: lease) }
        signal.raise()
    }

    /// Redis may have lost what it had: sends the newest checkpoint of every running attempt again.
    func sendAllAgain() {
        unsent.withLock { $0.sendAllAgain() }
        signal.raise()
    }

    /// The attempt is over. Answers the newest checkpoint that it kept.
    func end(_ token: LeaseToken) -> [UInt8]? { unsent.withLock { $0.end(token) } }

    /// Sends what gathers, until the task is cancelled.
    func send(to queue: JobQueue, logger: Logger) async {
        for await _ in signal.turns {
            let notes = unsent.withLock { $0.take() }
            do {
                try await queue.note(notes)
                try? await Task.sleep(for: Self.pause)
            } catch {
                unsent.withLock { $0.notSent(notes) }
                logger.debug("could not send notes", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: Self.pauseAfterFailure)
            }
            if unsent.withLock({ $0.isWaiting }) { signal.raise() }
        }
    }
}
