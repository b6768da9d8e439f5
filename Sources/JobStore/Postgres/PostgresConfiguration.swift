/// How the record in PostgreSQL is reached.
package struct PostgresConfiguration: Sendable, Hashable {
    /// As libpq takes it, with all its parameters
    /// (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING-URIS). It may hold a password.
    package var url: String
    /// A replica for what is only shown.
    package var readURL: String?
    /// Connections at most, to each of the two.
    package var poolSize: Int
    /// What one statement may take.
    package var statementTimeout: Duration
    /// How long one waits for a row that somebody else has locked.
    package var lockTimeout: Duration

    package init(
        url: String, readURL: String? = nil, poolSize: Int = 4, statementTimeout: Duration = .seconds(10),
        lockTimeout: Duration = .seconds(5)
    ) {
        self.url = url
        self.readURL = readURL
        self.poolSize = max(1, poolSize)
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
    }

    /// A server that said nothing for so long after a statement's own limit has stopped, or is cut off.
    var answerTimeout: Duration { statementTimeout + .seconds(2) }
}
