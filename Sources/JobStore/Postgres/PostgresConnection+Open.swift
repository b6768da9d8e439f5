import CPostgres
import Glibc
import Logging

extension PostgresConnection {
    private static let oldestVersion: Int32 = 130_000

    /// Connects, which blocks for as long as libpq's `connect_timeout` says, and sets what we rely on.
    static func open(
        url: String, needsWrites: Bool, configuration: PostgresConfiguration
    ) throws(PostgresFailure) -> PostgresConnection {
        let defaults = try namesService(url) ? [] : defaults(needsWrites: needsWrites)
        var keywords = defaults.map { strdup($0.keyword) } + [strdup("dbname"), nil]
        var values = defaults.map { strdup($0.value) } + [strdup(url), nil]
        defer { for text in keywords + values { free(text) } }
        let handle = keywords.withUnsafeMutableBufferPointer { keywords in
            values.withUnsafeMutableBufferPointer { values in
                keywords.baseAddress?.withMemoryRebound(
                    to: UnsafePointer<CChar>?.self, capacity: keywords.count
                ) { keywords in
                    values.baseAddress?.withMemoryRebound(to: UnsafePointer<CChar>?.self, capacity: values.count) {
                        PQconnectdbParams(keywords, $0, 1)
                    }
                }
            }
        }
        guard let connected = handle ?? nil else { throw .unreachable(reason: "out of memory") }
        guard PQstatus(connected) == CONNECTION_OK else {
            let words = String(cString: PQerrorMessage(connected)).singleLine
            PQfinish(connected)
            throw failure(words)
        }
        // Nobody reads notices, and they may quote rows.
        PQsetNoticeProcessor(connected, { _, _ in }, nil)
        let connection = PostgresConnection(connected, answerTimeout: configuration.answerTimeout)
        let version = PQserverVersion(connected)
        guard version >= oldestVersion else {
            throw .unusable(
                reason: "it is PostgreSQL \(version / 10_000), and \(oldestVersion / 10_000) or newer is needed")
        }
        guard PQparameterStatus(connected, "server_encoding").map({ String(cString: $0) }) == "UTF8" else {
            throw .unusable(reason: "the database's encoding is not UTF8: create it with ENCODING 'UTF8'")
        }
        guard PQenterPipelineMode(connected) == 1, PQsetnonblocking(connected, 1) == 0 else {
            throw .unreachable(reason: "libpq's pipeline mode cannot be entered")
        }
        _ = try connection.trip([settings(configuration)])
        return connection
    }

    /// Whether its settings stand in a file of the operator's
    /// (https://www.postgresql.org/docs/15/libpq-pgservice.html), which ours would override.
    private static func namesService(_ url: String) throws(PostgresFailure) -> Bool {
        // What libpq says of a URL that it cannot read may quote its password.
        guard let options = PQconninfoParse(url, nil) else {
            throw .unusable(reason: "libpq cannot read its URL: is every special character percent-encoded?")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if String(cString: keyword) == "service", option.pointee.val != nil { return true }
            option += 1
        }
        return getenv("PGSERVICE") != nil
    }

    /// What libpq takes where neither the URL nor the environment says otherwise
    /// (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
    private static func defaults(needsWrites: Bool) -> [(keyword: String, value: String)] {
        var defaults = [
            ("fallback_application_name", "jobyard"),
            // A network that swallows everything is noticed by the kernel.
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"),
        ]
        if getenv("PGCONNECT_TIMEOUT") == nil { defaults.append(("connect_timeout", "5")) }
        if needsWrites, getenv("PGTARGETSESSIONATTRS") == nil {
            defaults.append(("target_session_attrs", "read-write"))
        }
        return defaults
    }

    /// A commit is on the disk when it returns, whatever the role's or the database's defaults are. Each statement has an index
    /// for what it looks up: a plan that was made while the tables were empty must not read them whole when they are not. The
    /// server, too, notices when we have vanished, for we may hold a lock.
    private static func settings(_ configuration: PostgresConfiguration) -> PostgresCommand {
        let settings = [
            "statement_timeout": "\(configuration.statementTimeout.milliseconds)ms",
            "idle_in_transaction_session_timeout": "\(configuration.statementTimeout.milliseconds)ms",
            "lock_timeout": "\(configuration.lockTimeout.milliseconds)ms", "client_encoding": "UTF8",
            "default_transaction_isolation": "read committed", "jit": "off", "enable_seqscan": "off",
            "enable_hashjoin": "off", "enable_mergejoin": "off", "tcp_keepalives_idle": "10",
            "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3", "tcp_user_timeout": "20000",
        ].sorted { $0.key < $1.key }
        return PostgresCommand(
            """
            SELECT set_config(name, value, false) FROM unnest($1, $2) AS setting (name, value)
            UNION ALL SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') = 'off'
            """, [PostgresParameter(array: settings.map(\.key)), PostgresParameter(array: settings.map(\.value))],
            isPrepared: false)
    }

    /// libpq gives no code for a connection that failed. Where its words are not those of a standing refusal, it is
    /// something that may pass.
    private static func failure(_ words: String) -> PostgresFailure {
        let standing = [
            "authentication failed", "no password supplied", "no pg_hba.conf entry", "permission denied for database",
            "certificate", "server does not support SSL", "invalid port number", "invalid sslmode",
        ]
        let isUnknown = words.contains("FATAL") && words.contains("does not exist")
        guard isUnknown || standing.contains(where: words.contains) else { return .unreachable(reason: words) }
        return .unusable(reason: words)
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
