import JobModel
import JobStore
import TestSupport

/// A database of its own on the server of all tests.
struct PostgresUnderTest: DatabaseUnderTest {
    private let server: PostgresServerProcess
    private let name: String

    private static let turnstile = Turnstile(4)

    init() async throws {
        server = try await PostgresServerProcess.shared
        await Self.turnstile.enter()
        do {
            name = try await server.makeDatabase()
        } catch {
            await Self.turnstile.leave()
            throw error
        }
    }

    var url: String { server.url(database: name) }
    var socketDirectory: String { server.directory }

    func url(through proxy: String) -> String { url.replacing(socketDirectory, with: proxy) }

    func open(looks: LookSchedule) async throws -> any JobStore {
        try await PostgresJobStore.open(
            PostgresConfiguration(url: url, poolSize: 2), looks: looks, logger: .silent)
    }

    func run(_ sql: String) async throws { try await server.query(sql, database: name) }

    func query(_ sql: String) async throws -> String { try await server.query(sql, database: name) }

    func refuse(_ contents: RefusedContents, saying words: String) async throws {
        try await refuse(contents, saying: words, code: "check_violation")
    }

    /// - Parameter code: a name or five characters of
    ///   https://www.postgresql.org/docs/current/errcodes-appendix.html.
    func refuse(_ contents: RefusedContents, saying words: String, code: String) async throws {
        let event =
            switch contents {
            case .result(let result): ("UPDATE ON jobs", "NEW.result = convert_to('\(result)', 'UTF8')")
            case .attempt(let token): ("INSERT ON attempts", "NEW.token = '\(token.text)'")
            case .anyUpdate(let id): ("UPDATE ON jobs", "NEW.id = '\(id)'")
            }
        let name = "refusal_\(ids.next().low)"
        try await run(
            """
            CREATE FUNCTION \(name)() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION '\(words)' USING ERRCODE = '\(code)'; END $$;
            CREATE TRIGGER \(name) BEFORE \(event.0) FOR EACH ROW WHEN (\(event.1)) EXECUTE FUNCTION \(name)()
            """)
    }

    func markSchema(_ number: Int) async throws {
        try await run("INSERT INTO schema_migrations VALUES (\(number), 'later', now())")
    }

    func lookAt(_ id: JobID) async throws -> Timestamp? {
        let moment = try await query("SELECT floor(extract(epoch FROM look_at) * 1000) FROM jobs WHERE id = '\(id)'")
        return Int64(moment).map(Timestamp.init(milliseconds:))
    }

    /// From now on, or no more, it takes no writes.
    func setReadOnly(_ isReadOnly: Bool) async throws {
        try await server.query(
            "ALTER DATABASE \(name) SET default_transaction_read_only = \(isReadOnly)", database: "postgres")
        try await endConnections()
    }

    /// As an administrator, or the end of a network, does.
    func endConnections() async throws {
        try await run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)' AND pid <> pg_backend_pid()"
        )
    }

    func remove() async throws {
        await Self.turnstile.leave()
        try await server.dropDatabase(name)
    }
}

extension JobStoreError {
    /// For now, or until somebody sets it right.
    static func isOutOfReach(_ error: any Error) -> Bool {
        switch error as? JobStoreError {
        case .unavailable, .unusable: true
        default: false
        }
    }
}
