import JobQueue
import Logging
import ServiceLifecycle

/// The loop of a service that looks round every so often and outlives every fault but its process's death.
package enum Periodically {
    /// Runs `step` now (once the queue is open, where one is given) and every `interval` until a graceful shutdown.
    package static func every(
        _ interval: Duration, on queue: JobQueue? = nil, named name: String, logger: Logger,
        _ step: @escaping @Sendable () async throws -> Void
    ) async {
        await again(on: queue, named: name, logger: logger, pauseAfterFailure: interval) {
            try await step()
            return interval
        }
    }

    /// Runs `step` again and again, as long after the last time as that one said.
    package static func again(
        on queue: JobQueue? = nil, named name: String, logger: Logger, pauseAfterFailure: Duration,
        _ step: @escaping @Sendable () async throws -> Duration
    ) async {
        await cancelWhenGracefulShutdown {
            await queue?.waitUntilOpen()
            var failure = RepeatedFailure()
            while !Task.isCancelled {
                var pause = pauseAfterFailure
                do {
                    pause = try await step()
                    failure.end()
                } catch {
                    if failure.isNew(error), !Task.isCancelled {
                        logger.warning("\(name) will try again", metadata: ["error": "\(error)"])
                    }
                }
                try? await Task.sleep(for: pause)
            }
        }
    }
}
