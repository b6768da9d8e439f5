import JobStore
import Logging

/// The database that the settings name.
struct ConfiguredDatabase: Sendable {
    let configuration: Configuration
    let logger: Logger

    /// Opens or makes it, and brings its schema up to date.
    func open() async throws(JobStoreError) -> any JobStore {
        switch configuration.database {
        case .sqlite(let path): try await SQLiteJobStore.open(path: path, logger: logger)
        case .postgresql(let url): try await PostgresJobStore.open(postgres(url), logger: logger)
        }
    }

    /// As ``open()``, and waits for a PostgreSQL that is not there yet. A file needs nobody to start first.
    func openWhenThere() async throws(JobStoreError) -> any JobStore {
        guard case .postgresql = configuration.database else { return try await open() }
        return try await DatabaseWait(logger: logger).open { () async throws(JobStoreError) in try await open() }
    }

    /// Changes and makes nothing.
    func schemaStatus() async throws(JobStoreError) -> SchemaStatus {
        switch configuration.database {
        case .sqlite(let path): try await SQLiteJobStore.schemaStatus(path: path)
        case .postgresql(let url): try await PostgresJobStore.schemaStatus(postgres(url))
        }
    }

    private func postgres(_ url: PostgreSQLURL) -> PostgresConfiguration {
        PostgresConfiguration(
            url: url.text, readURL: configuration.databaseReadURL?.text, poolSize: configuration.databasePoolSize,
            statementTimeout: .seconds(configuration.databaseStatementTimeoutSeconds),
            lockTimeout: .seconds(configuration.databaseLockTimeoutSeconds))
    }
}
