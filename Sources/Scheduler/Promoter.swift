import JobModel
import JobQueue
import Logging
import ServiceLifecycle

/// Makes scheduled and retrying jobs ready when they fall due, and wakes workers for them. Workers promote what they lease,
/// too: without it a job is late by a second, never lost.
package struct Promoter: Service {
    private let queue: JobQueue
    private let logger: Logger

    private static let longestPause = Duration.seconds(1)
    private static let shortestPause = Duration.milliseconds(5)

    package init(queue: JobQueue, logger: Logger) {
        self.queue = queue
        self.logger = logger
    }

    package func run() async throws {
        await Periodically.again(on: queue, named: "promoter", logger: logger, pauseAfterFailure: Self.longestPause) {
            let session = try queue.session()
            guard let nextDue = try await queue.promote(session: session).nextDue else { return Self.longestPause }
            let milliseconds: Int64 = nextDue - session.now
            let pause = Duration.milliseconds(milliseconds)
            return min(max(pause, Self.shortestPause), Self.longestPause)
        }
    }
}
