import RedisClient

/// Opening a Redis, step by step, for the server that holds the right to (docs/design.md, section 5, Epochs).
package struct QueueOpening: Sendable {
    package let connection: RedisConnection
    package let keys: QueueKeys
    package let meta: QueueSession.Meta

    /// The shape of the keys and values here. Another one is never touched.
    package static let layout = "1"

    /// Reads what there is. Throws ``QueueError/unsupported(_:)`` where jobs would not be safe.
    package init(_ connection: RedisConnection, keys: QueueKeys) async throws {
        self.connection = connection
        self.keys = keys
        meta = try await QueueSession.readMeta(connection, keys: keys)
    }

    /// The session of a Redis that needs no opening.
    package var session: QueueSession? {
        guard let epoch = meta.epoch, meta.isSealed else { return nil }
        return QueueSession(connection: connection, keys: keys, epoch: epoch, redisTime: meta.time, readAt: meta.readAt)
    }

    /// Takes Redis over as it is. nil: somebody else opened it.
    package func adopt(as epoch: Int) async throws -> QueueSession? {
        let answer = try await connection.run(
            .adopt, keys: [keys.meta], arguments: [.integer(meta.epoch ?? 0), .integer(epoch), .string(meta.runID)])
        return try answer.integer() == 1 ? session(epoch) : nil
    }

    /// Begins Redis anew, with nothing in it. nil: its epoch is not older, or the record is. The session is for pushing; `seal` lets
    /// workers in.
    package func empty(as epoch: Int, sequence: Int) async throws -> QueueSession? {
        let answer = try await connection.run(
            .empty, keys: [keys.meta, keys.events],
            arguments: [.integer(epoch), .string(Self.layout), .integer(sequence)])
        guard try answer.integer() == 1 else { return nil }
        try await clearOlderKeys(epoch)
        _ = try await connection.run(.number, keys: [keys.meta], arguments: [.integer(epoch), .integer(sequence)])
        return session(epoch)
    }

    package func seal(_ session: QueueSession) async throws {
        _ = try await connection.run(
            .seal, keys: [keys.meta], arguments: [.integer(session.epoch), .string(meta.runID)])
    }

    private func clearOlderKeys(_ epoch: Int) async throws {
        var cursor = "0"
        repeat {
            let page = try await connection.send(RedisCommand("SCAN", cursor, "MATCH", keys.everything, "COUNT", "500"))
                .array()
            cursor = try page[0].string()
            let older = try page[1].array().map { try $0.string() }.filter { $0 != keys.meta }
            if !older.isEmpty {
                _ = try await connection.run(.clear, keys: [keys.meta] + older, arguments: [.integer(epoch)])
            }
        } while cursor != "0"
    }

    private func session(_ epoch: Int) -> QueueSession {
        QueueSession(connection: connection, keys: keys, epoch: epoch, redisTime: meta.time, readAt: meta.readAt)
    }
}
