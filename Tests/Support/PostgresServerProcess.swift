import Foundation

/// A real PostgreSQL for tests: a cluster of its own in a temporary directory, which goes with it, on a unix socket
/// there and, if wanted, on a port of 127.0.0.1. It ends with the process of the tests, however that ends.
///
///     try await withPostgresServer { server in … server.url(database: "postgres") … }
///     let url = try await PostgresServerProcess.shared.makeDatabase()
package actor PostgresServerProcess {
    package struct Options: Sendable {
        /// Also on a free port of 127.0.0.1: ``tcpURL(database:)``.
        package var listensOnTCP: Bool
        /// Asked for on the port; the socket asks nobody. nil: the port asks nobody either.
        package var password: String?
        /// A commit waits for the disk: without, it outlives the end of the server, but not that of the machine.
        package var isDurable: Bool
        /// Of its configuration: `["max_connections": "10"]`.
        package var settings: [String: String]

        package init(
            listensOnTCP: Bool = false, password: String? = nil, isDurable: Bool = true,
            settings: [String: String] = [:]
        ) {
            self.listensOnTCP = listensOnTCP
            self.password = password
            self.isDurable = isDurable
            self.settings = settings
        }
    }

    /// How it stops, by the words of pg_ctl.
    package enum StopMode: Sendable {
        /// Ends the sessions, and leaves whole data behind.
        case fast
        /// Ends all at once: the next start recovers.
        case immediate
    }

    package nonisolated let directory: String
    /// The superuser.
    package nonisolated let user = "jobyard"
    package nonisolated let port: UInt16

    private let installation: PostgresInstallation
    private let options: Options
    private var running: Running?

    private struct Running {
        let supervisor: Process
        let supervision: FileHandle
        let ended: AsyncStream<Never>
        /// Once it was seen.
        var postmaster: pid_t?
    }

    package init(_ options: Options = Options()) throws {
        self.options = options
        installation = try PostgresInstallation.find()
        port = options.listensOnTCP ? try FreePort.find() : 5432
        // A short path: that of a unix socket may have 107 bytes.
        directory = "/tmp/postgres-test-\(UUID().uuidString.prefix(13))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        if let user = installation.user { chown(directory, user.userID, user.groupID) }
    }

    // MARK: Where it is

    /// For libpq, over the unix socket.
    package nonisolated func url(database: String) -> String {
        "postgresql://\(user)@/\(database)?host=\(directory)&port=\(port)"
    }

    /// For libpq, over TCP, with the password.
    package nonisolated func tcpURL(database: String) -> String {
        let password = options.password.map { ":\($0)" } ?? ""
        return "postgresql://\(user)\(password)@127.0.0.1:\(port)/\(database)"
    }

    package nonisolated var log: String {
        (try? String(contentsOfFile: directory + "/postgres.log", encoding: .utf8)) ?? ""
    }

    // MARK: Its databases

    /// - Returns: the name of a new one with nothing in it. It sorts texts as English does: an order of the tests' that
    ///   leans on the database's shows.
    package nonisolated func makeDatabase() async throws -> String {
        let name = "test_" + UUID().uuidString.prefix(13).replacing("-", with: "_").lowercased()
        try await query(
            """
            CREATE DATABASE \(name) TEMPLATE template0 STRATEGY file_copy LOCALE_PROVIDER icu ICU_LOCALE 'en-US'
            """, database: "postgres")
        return name
    }

    package nonisolated func dropDatabase(_ name: String) async throws {
        try await query("DROP DATABASE \(name) WITH (FORCE)", database: "postgres")
    }

    /// Runs statements by psql.
    /// - Returns: their rows, one a line, columns separated by `|`.
    @discardableResult
    package nonisolated func query(_ sql: String, database: String) async throws -> String {
        let printed = try await runToEnd([
            installation.program("psql"), "--no-psqlrc", "--quiet", "--no-align", "--tuples-only",
            "--set=ON_ERROR_STOP=1", "--command=\(sql)", url(database: database),
        ])
        return String(decoding: printed, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    // MARK: Its life

    /// Starts it, on the data that an earlier run left. Returns when it takes connections.
    package func start() async throws {
        guard running == nil else { return }
        if !FileManager.default.fileExists(atPath: dataDirectory) { try await makeCluster() }
        try runSupervisor()
        var isStarted = false
        try await eventually("postgres takes connections (\(directory)/postgres.log)") {
            guard let postmaster, isAlive(postmaster) else {
                guard !isStarted else { throw PostgresServerEnded(log: log) }
                return false
            }
            isStarted = true
            return isReady(postmaster)
        }
    }

    package func stop(_ mode: StopMode = .fast) async {
        thaw()
        await end(mode == .fast ? SIGINT : SIGQUIT)
    }

    /// Ends all its processes by SIGKILL. Returns when they are gone.
    package func kill() async {
        // A postmaster that stands still starts no more processes meanwhile.
        freeze()
        await end(SIGKILL)
    }

    /// SIGKILL, and a start on the same data.
    package func restart() async throws {
        await kill()
        try await start()
    }

    /// SIGSTOP to all its processes: connections stay, answers do not come.
    package func freeze() {
        // The postmaster first: it starts no more.
        if let postmaster { Foundation.kill(postmaster, SIGSTOP) }
        for process in processes { Foundation.kill(process, SIGSTOP) }
    }

    /// SIGCONT.
    package func thaw() {
        for process in processes { Foundation.kill(process, SIGCONT) }
    }

    /// Ends it and removes its directory.
    package func remove() async {
        await kill()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The other processes end by SIGKILL too, or by themselves.
    private func end(_ signal: Int32) async {
        guard let running else { return }
        let processes = self.processes
        for process in signal == SIGKILL ? processes : Array(processes.prefix(1)) { Foundation.kill(process, signal) }
        // The next start refuses while one of them has the shared memory.
        try? await eventually { !processes.contains(where: isAlive) }
        self.running = nil
        try? running.supervision.write(contentsOf: Data("end\n".utf8))
        for await _ in running.ended {}
    }

    // MARK: How it runs

    private nonisolated var dataDirectory: String { directory + "/data" }
    private nonisolated var postmasterFile: String { dataDirectory + "/postmaster.pid" }

    private func makeCluster() async throws {
        let passwordFile = directory + "/password"
        var command = [
            installation.program("initdb"), "--pgdata=\(dataDirectory)", "--username=\(user)", "--encoding=UTF8",
            "--locale=C", "--auth-local=trust", "--no-sync", "--no-instructions",
        ]
        if let password = options.password {
            try Data(password.utf8).write(to: URL(fileURLWithPath: passwordFile))
            command += ["--auth-host=scram-sha-256", "--pwfile=\(passwordFile)"]
        } else {
            command += ["--auth-host=trust"]
        }
        try await runToEnd(installation.asServer(command))
    }

    /// A shell is above the postmaster and reads from here. When that ends without a word, the process of the tests has
    /// died: then it ends the server, and removes the directory. (Not any shell: it may be started with SIGCHLD blocked,
    /// and must wait nevertheless.)
    private func runSupervisor() throws {
        let script = """
            trap '' HUP INT TERM
            "$@" </dev/null >>"$0/postgres.log" 2>&1 &
            if read -r end; then
                wait $!
            else
                kill -QUIT $!
                kill -CONT $!
                wait $!
                rm -rf "$0"
            fi
            """
        var ends: [Int32] = [0, 0]
        // No other child of the tests may hold it open.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw ProgramFailed(description: "no sockets are left: errno \(errno)")
        }
        let supervisor = Process()
        supervisor.executableURL = URL(fileURLWithPath: "/bin/bash")
        // With a socket as its input bash reads .bashrc, as rshd's would, and the children of that might be taken for the server.
        supervisor.arguments = ["--norc", "-c", script, directory] + installation.asServer(command)
        supervisor.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        supervisor.standardOutput = FileHandle.nullDevice
        supervisor.standardError = FileHandle.nullDevice
        let (ended, end) = AsyncStream.makeStream(of: Never.self)
        supervisor.terminationHandler = { _ in end.finish() }
        let supervision = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        try supervisor.run()
        running = Running(supervisor: supervisor, supervision: supervision, ended: ended)
    }

    private var command: [String] {
        var settings = [
            "listen_addresses": options.listensOnTCP ? "127.0.0.1" : "", "port": "\(port)",
            "unix_socket_directories": directory, "fsync": options.isDurable ? "on" : "off",
            "max_connections": "300",
        ]
        settings.merge(options.settings) { $1 }
        return [installation.program("postgres"), "-D", dataDirectory]
            + settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0)=\($1)"] }
    }

    // MARK: Its processes

    /// Ours as long as the supervisor runs, which alone waits for it; and so is its pid.
    private var postmaster: pid_t? {
        guard let supervisor = running?.supervisor, supervisor.isRunning else { return nil }
        if running?.postmaster == nil { running?.postmaster = children(of: supervisor.processIdentifier).first }
        return running?.postmaster
    }

    /// The postmaster and its children, which are in groups of their own.
    private var processes: [pid_t] { postmaster.map { [$0] + children(of: $0) } ?? [] }

    /// As pg_ctl looks: its first line is the postmaster's pid, its eighth what it is about.
    private nonisolated func isReady(_ postmaster: pid_t) -> Bool {
        guard let file = try? String(contentsOfFile: postmasterFile, encoding: .utf8) else {
            return false
        }
        let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count > 7 && lines[0] == "\(postmaster)" && lines[7].hasPrefix("ready")
    }
}

package struct PostgresServerEnded: Error, CustomStringConvertible {
    package let log: String
    package var description: String { "postgres ended by itself; its log: \(log)" }
}

extension PostgresServerProcess {
    /// One for the whole process of the tests, for those that do not harm it: each makes a database of its own.
    package static var shared: PostgresServerProcess {
        get async throws { try await starting.value }
    }

    private static let starting = Task {
        let server = try PostgresServerProcess(Options(isDurable: false))
        try await server.start()
        return server
    }
}

/// Runs a test with a PostgreSQL of its own, and takes it away however the test ends.
package func withPostgresServer<Result>(
    _ options: PostgresServerProcess.Options = PostgresServerProcess.Options(),
    isolation: isolated (any Actor)? = #isolation, _ test: (PostgresServerProcess) async throws -> sending Result
) async throws -> sending Result {
    let server = try PostgresServerProcess(options)
    do {
        try await server.start()
        let result = try await test(server)
        await server.remove()
        return result
    } catch {
        await server.remove()
        throw error
    }
}

/// By the parents of all: the kernel's own list of children leaves some out while others come and go.
private func children(of process: pid_t) -> [pid_t] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { pid_t($0) }.filter { pid in
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let name = stat.lastIndex(of: ")")
        else { return false }
        let fields = stat[name...].split(separator: " ")
        return fields.count > 2 && fields[2] == "\(process)"
    }
}

/// Neither gone nor a zombie that nobody waited for.
private func isAlive(_ process: pid_t) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let afterName = status.lastIndex(of: ")")
    else { return false }
    return !status[afterName...].hasPrefix(") Z")
}
