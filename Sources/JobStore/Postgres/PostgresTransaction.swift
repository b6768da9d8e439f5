import JobModel

/// A transaction that begins with the position of the record, which is locked as it needs it: so whatever depends on the epoch
/// and what raises it stand one after the other.
final class PostgresTransaction {
    private let connection: PostgresConnection
    let position: RecordPosition
    /// By the database's clock.
    let now: Timestamp
    private var isOpen = true

    /// How the position is locked (https://www.postgresql.org/docs/15/explicit-locking.html#LOCKING-ROWS).
    enum Lock: String {
        /// The epoch stays, many at once.
        case sharing = "FOR KEY SHARE"
        /// The sequence is to rise, one at a time.
        case recording = "FOR NO KEY UPDATE"
        /// The epoch is to rise, and nobody else is there.
        case opening = "FOR UPDATE"
    }

    fileprivate init(_ connection: PostgresConnection, _ lock: Lock) throws {
        self.connection = connection
        let begin = [PostgresCommand("BEGIN"), PostgresPosition.read(lock)]
        let answer = try PostgresPosition(connection.trip(begin).last)
        position = answer.position
        now = answer.now
    }

    /// Carries commands out.
    func run(_ commands: [PostgresCommand]) throws(PostgresFailure) -> [PostgresResult] {
        try connection.trip(commands)
    }

    /// Carries commands out and commits, in one trip.
    @discardableResult
    func commit(_ commands: [PostgresCommand]) throws(PostgresFailure) -> [PostgresResult] {
        let results = try connection.trip(commands + [PostgresCommand("COMMIT")], commits: true)
        isOpen = false
        return results
    }

    fileprivate func rollBack() throws(PostgresFailure) {
        guard isOpen, connection.isUsable else { return }
        isOpen = false
        _ = try connection.trip([PostgresCommand("ROLLBACK")])
    }
}

extension PostgresConnection {
    /// What the body has not committed is rolled back.
    func transaction<Value>(
        _ lock: PostgresTransaction.Lock, _ body: (PostgresTransaction) throws -> Value
    ) throws -> Value {
        let transaction: PostgresTransaction
        do {
            transaction = try PostgresTransaction(self, lock)
        } catch {
            if isUsable { _ = try trip([PostgresCommand("ROLLBACK")]) }
            throw error
        }
        let value: Value
        do {
            value = try body(transaction)
        } catch {
            // The connection is closed where this fails, and the transaction with it: the first error says more.
            try? transaction.rollBack()
            throw error
        }
        try transaction.rollBack()
        return value
    }
}
