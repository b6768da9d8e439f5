import JobQueue
import Logging
import ServiceLifecycle

/// The loop of a service that looks round every so often and outlives every fault but its process's death.
enum Periodically {
    /// Runs `step` now (once the queue is open, where one is given) and every `interval` until a graceful shutdown.
    static func every(
        _ interval: Duration, on queue: JobQueue? = nil, named name: String, logger: Logger,
        _ step: @escaping @Sendable () async throws -> Void
    ) async {
        await cancelWhenGracefulShutdown {
            await queue?.waitUntilOpen()
            var failure = RepeatedFailure()
            while !Task.isCancelled {
                do {
                    try await step()
                    failure.end()
                } catch {
                    if failure.isNew(error), !Task.isCancelled {
                        logger.warning("\(name) will try again", metadata: ["error": "\(error)"])
                    }
                }
                try? await Task.sleep(for: interval)
            }
        }
    }
}
