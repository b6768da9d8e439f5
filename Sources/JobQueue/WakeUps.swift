import JobModel
import RedisClient

extension JobQueue {
    /// What tells a worker that there is something to lease. It comes to an end with its connection.
    package func wakeUps(of worker: WorkerID) async throws(QueueError) -> RedisSubscription {
        do {
            return try await connector.subscribe(to: [keys.wake(worker)])
        } catch {
            throw QueueError(error)
        }
    }
}
