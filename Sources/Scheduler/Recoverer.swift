import JobQueue
import Logging
import ServiceLifecycle

/// Takes jobs back from workers that died, and from handlers that outlived every deadline.
package struct Recoverer: Service {
    private let queue: JobQueue
    private let logger: Logger

    private static let interval = Duration.seconds(1)

    package init(queue: JobQueue, logger: Logger) {
        self.queue = queue
        self.logger = logger
    }

    package func run() async throws {
        await Periodically.every(Self.interval, on: queue, named: "recoverer", logger: logger) {
            for id in try await queue.recover() { logger.warning("recovered a job", metadata: ["job": "\(id)"]) }
        }
    }
}
