/// A place for one connection, on a thread of its own. It connects when there is something to do, and again after a loss.
actor PostgresSession {
    private let executor = BlockingExecutor(label: "jobyard.postgres")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let connect: @Sendable () throws(PostgresFailure) -> PostgresConnection
    private var connection: PostgresConnection?
    private var generation = 0

    init(connect: @escaping @Sendable () throws(PostgresFailure) -> PostgresConnection) { self.connect = connect }

    /// Blocks this session's thread, and nobody else.
    ///
    /// - Parameter generation: a connection that was made in an earlier one is not trusted.
    func perform<Value: Sendable>(
        generation: Int, _ work: @Sendable (PostgresConnection) throws -> Value
    ) -> Result<Value, PostgresFailure> {
        do {
            let connection = try connection(of: generation)
            defer { if !connection.isUsable { self.connection = nil } }
            return .success(try work(connection))
        } catch {
            return .failure(PostgresFailure(error))
        }
    }

    func close() { connection = nil }

    private func connection(of generation: Int) throws(PostgresFailure) -> PostgresConnection {
        if let connection, self.generation == generation, !connection.isClosedByServer { return connection }
        connection = nil
        let new = try connect()
        connection = new
        self.generation = generation
        return new
    }
}
