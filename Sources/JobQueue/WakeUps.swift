import JobModel
import RedisClient

/// Tells a worker, again and again, why it should look: there may be something to lease, or to cancel. A hint, never a
/// guarantee: workers poll as well, and their heartbeats bring every cancel.
///
/// It throws when its connection to Redis closes by itself, and ends when ``close()`` was called or the task is
/// cancelled.
package struct WakeUps: AsyncSequence, Sendable {
    package typealias Element = WakeUp
    package typealias Failure = QueueError

    fileprivate let subscription: RedisSubscription

    package func close() async { await subscription.close() }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(messages: subscription.makeAsyncIterator()) }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var messages: RedisSubscription.AsyncIterator

        package mutating func next() async throws(QueueError) -> WakeUp? { try await next(isolation: nil) }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(QueueError) -> WakeUp? {
            do {
                // A word of a newer Jobyard is a reason to look.
                return try await messages.next(isolation: actor)
                    .map { WakeUp(rawValue: String(decoding: $0.payload, as: UTF8.self)) ?? .work }
            } catch {
                throw QueueError(error)
            }
        }
    }
}

extension JobQueue {
    /// Everything that comes in for the worker after this returns wakes it.
    package func wakeUps(of worker: WorkerID) async throws(QueueError) -> WakeUps {
        do {
            return WakeUps(subscription: try await connector.subscribe(to: [keys.wake(worker)]))
        } catch {
            throw QueueError(error)
        }
    }
}
