import JobQueue
import Logging
import ServiceLifecycle

/// Takes jobs back from workers that died, and from handlers that outlived every deadline.
package struct Recoverer: Service {
    private let queue: JobQueue
    private let logger: Logger

    private static let interval = Duration.seconds(4)

    package init(queue: JobQueue, logger: Logger) {
        self.queue = queue
        self.logger = logger
    }

    package func run() async throws {
        await Periodically.every(Self.interval, on: queue, named: "recoverer", logger: logger) {
            let recovered = try await queue.recover()
            if recovered > 0 { logger.warning("recovered jobs", metadata: ["count": "\(recovered)"]) }
        }
    }
}
