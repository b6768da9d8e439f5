import RedisClient

/// The live queue in Redis. Each call is one script on a batch; see Scripts/ for what each keeps true.
///
/// Calls may come from any task. All throw ``QueueError``; after ``QueueError/unavailable(_:)`` a change may have been
/// carried out all the same, and each is made so that it can be repeated.
package struct JobQueue: Sendable {
    package typealias Connector = RedisConnector<QueueSession>
    package typealias Connection = RedisConnection

    package let keys: QueueKeys
    package let connector: Connector

    /// Jobs in one call, at most.
    package static let maximumBatch = 500
    /// Payloads or results in one call, at most.
    package static let maximumBatchBytes = 8 << 20
    /// Checkpoints that one script reads, at most: of 64 KiB each they are ``maximumBatchBytes``.
    package static let maximumCheckpointsRead = 128
    /// A worker without a heartbeat for so long is lost, in milliseconds.
    package static let timeToLiveMilliseconds = 15_000
    /// Where nobody has looked for lost workers for longer than this, they could not be heard of either, in milliseconds: an
    /// outage that is shorter than the time to live may still end a heartbeat's. Looking is done every second.
    package static let recoveryGapMilliseconds = 5000
    /// For so long no push at or below the pair of a cancelled job takes effect, in milliseconds: longer than any push
    /// is under way.
    package static let burialMilliseconds = 15_000
    /// Entries that may wait for the record before new work is refused.
    package static let maximumUnrecorded = 10_000

    package init(keys: QueueKeys, connector: Connector) {
        self.keys = keys
        self.connector = connector
    }

    package func session() throws(QueueError) -> QueueSession {
        do {
            return try connector.current().session
        } catch {
            throw QueueError(error)
        }
    }

    /// Waits for Redis to be there, such as at the start: a service that begins then has nothing to complain of.
    package func waitUntilOpen() async {
        while !Task.isCancelled, (try? await connector.waitForCurrent(timeout: .seconds(60))) == nil {}
    }

    /// Returns when Redis may be used, or so much time has passed.
    package func waitUntilOpen(atMost timeout: Duration) async {
        _ = try? await connector.waitForCurrent(timeout: timeout)
    }

    /// Gives up a connection whose epoch is over; the connector makes the next.
    package func drop(_ session: QueueSession) {
        connector.drop(session.connection)
    }

    /// Runs a script in the session's epoch.
    func run(
        _ script: RedisScript, keys scriptKeys: [String], arguments: [RedisArgument],
        session given: QueueSession? = nil,
        timeout: Duration? = nil
    ) async throws(QueueError) -> RedisValue {
        let session: QueueSession
        if let given { session = given } else { session = try self.session() }
        do {
            return try await session.run(script, keys: scriptKeys, arguments: arguments, timeout: timeout)
        } catch {
            if error.isOfTheConnection { drop(session) }
            throw error
        }
    }

    func send(_ command: RedisCommand, _ session: QueueSession) async throws(QueueError) -> RedisValue {
        do {
            return try await session.connection.send(command)
        } catch {
            throw QueueError(error)
        }
    }
}
