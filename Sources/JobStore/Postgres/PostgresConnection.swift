import CPostgres
import Glibc

/// One connection in pipeline mode: what is sent together travels together
/// (https://www.postgresql.org/docs/15/libpq-pipeline-mode.html). It blocks, and belongs to one thread at a time.
final class PostgresConnection {
    private let handle: OpaquePointer
    /// Statements that this connection has prepared: their names, by their text.
    private var prepared: [String: String] = [:]
    private let answerTimeout: Duration
    private let isEncrypted: Bool
    /// Its last transaction or trip ended in order.
    private(set) var isUsable = true

    /// It takes over a handle that is connected, and in pipeline mode.
    init(_ handle: OpaquePointer, answerTimeout: Duration) {
        self.handle = handle
        self.answerTimeout = answerTimeout
        isEncrypted = PQsslInUse(handle) == 1
    }

    deinit { PQfinish(handle) }

    /// Whether the server has closed it meanwhile: it has something to say that nobody asked for.
    var isClosedByServer: Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 0) > 0 else { return false }
        // Notices and changed settings come unasked, too.
        return PQconsumeInput(handle) == 0 || PQstatus(handle) == CONNECTION_BAD
    }

    /// Sends the commands in one go and waits for the answers of all. Where one is refused, those behind it are not carried
    /// out. Without a BEGIN they are one transaction.
    ///
    /// - Parameters:
    ///   - commits: whether it commits something that must not be done twice.
    ///   - timeout: for the answer of each; nil: as long as it takes.
    func trip(
        _ commands: [PostgresCommand], commits: Bool = false, timeout: Duration?
    ) throws(PostgresFailure) -> [PostgresResult] {
        guard isUsable else { throw .lost(reason: "it is closed", mayHaveCommitted: false) }
        do throws(PostgresFailure) {
            let expected = try send(commands, commits: commits)
            return try receive(expected, commits: commits, timeout: timeout)
        } catch {
            if error.isOfConnection { isUsable = false }
            throw error
        }
    }

    func trip(
        _ commands: [PostgresCommand], commits: Bool = false
    ) throws(PostgresFailure) -> [PostgresResult] {
        try trip(commands, commits: commits, timeout: answerTimeout)
    }

    // MARK: Sending

    /// What an answer belongs to.
    private enum Expected {
        case preparation(sql: String, name: String)
        case rows
    }

    private func send(_ commands: [PostgresCommand], commits: Bool) throws(PostgresFailure) -> [Expected] {
        var expected: [Expected] = []
        var preparing: [String: String] = [:]
        for command in commands {
            guard command.isPrepared else {
                try sent(withPointers(command) { PQsendQueryParams(handle, command.sql, $0, $1, $2, $3, $4, 1) })
                expected.append(.rows)
                continue
            }
            var name = prepared[command.sql] ?? preparing[command.sql]
            if name == nil {
                let new = "s\(prepared.count + preparing.count)"
                let types = command.parameters.map(\.oid)
                try sent(PQsendPrepare(handle, new, command.sql, Int32(types.count), types))
                expected.append(.preparation(sql: command.sql, name: new))
                preparing[command.sql] = new
                name = new
            }
            try sent(
                withPointers(command) { count, _, values, lengths, formats in
                    PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
                })
            expected.append(.rows)
        }
        // What stands before it may be on its way.
        try sent(PQpipelineSync(handle), commits: commits)
        return expected
    }

    private func sent(_ success: Int32, commits: Bool = false) throws(PostgresFailure) {
        guard success == 1 else { throw .lost(reason: words, mayHaveCommitted: commits) }
    }

    private typealias Pointers = (
        Int32, UnsafePointer<UInt32>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
        UnsafePointer<Int32>?
    ) -> Int32

    /// Calls with the parameters as libpq wants them: how many, types, pointers, lengths, formats.
    private func withPointers(_ command: PostgresCommand, _ body: Pointers) -> Int32 {
        let parameters = command.parameters
        let lengths = parameters.map { Int32(truncatingIfNeeded: $0.bytes?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: parameters.count)
        return parameters.flatMap { $0.bytes ?? [] }.withUnsafeBytes { all in
            // Not nil even where all are empty: that would be NULL.
            let empty: [CChar] = [0]
            return empty.withUnsafeBufferPointer { empty in
                let base = all.baseAddress?.assumingMemoryBound(to: CChar.self) ?? empty.baseAddress
                var offset = 0
                let pointers = parameters.map { parameter -> UnsafePointer<CChar>? in
                    guard let bytes = parameter.bytes else { return nil }
                    defer { offset += bytes.count }
                    return base.map { $0 + offset }
                }
                return body(Int32(parameters.count), parameters.map(\.oid), pointers, lengths, formats)
            }
        }
    }

    // MARK: Receiving

    private func receive(
        _ expected: [Expected], commits: Bool, timeout: Duration?
    ) throws(PostgresFailure) -> [PostgresResult] {
        var results: [PostgresResult] = []
        var refusal: PostgresRefusal?
        var answered = 0
        while true {
            // Each command may take its time.
            try waitForAnswer(commits: commits, deadline: timeout.map { ContinuousClock.now + $0 })
            // Between the answers of two commands stands a nil.
            guard let answer = PQgetResult(handle) else {
                answered += 1
                guard answered <= expected.count, PQstatus(handle) != CONNECTION_BAD else {
                    throw .lost(reason: refusal?.message ?? words, mayHaveCommitted: commits)
                }
                continue
            }
            let result = PostgresResult(answer)
            switch PQresultStatus(answer) {
            case PGRES_PIPELINE_SYNC:
                guard let refusal else { return results }
                throw .refused(refusal)
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                guard answered < expected.count else { break }
                switch expected[answered] {
                case .preparation(let sql, let name): prepared[sql] = name
                case .rows: results.append(result)
                }
            case PGRES_PIPELINE_ABORTED: break
            default:
                let error = PostgresRefusal(answer)
                if PQstatus(handle) == CONNECTION_BAD || error.endsConnection {
                    throw .lost(reason: error.message, mayHaveCommitted: commits)
                }
                refusal = refusal ?? error
            }
        }
    }

    /// Blocks until an answer can be read without waiting, sending meanwhile what is not sent yet.
    private func waitForAnswer(
        commits: Bool, deadline: ContinuousClock.Instant?
    ) throws(PostgresFailure) {
        while true {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw .lost(reason: words, mayHaveCommitted: commits) }
            if PQisBusy(handle) == 0 { return }
            var descriptor = pollfd(
                fd: PQsocket(handle), events: Int16(unsent == 1 ? POLLIN | POLLOUT : POLLIN), revents: 0)
            let left = Self.milliseconds(until: deadline)
            // OpenSSL may hold bytes that it has taken from the socket already.
            let ready = poll(&descriptor, 1, isEncrypted ? left < 0 ? 20 : min(left, 20) : left)
            if ready < 0, errno != EINTR {
                throw .lost(reason: String(cString: strerror(errno)), mayHaveCommitted: commits)
            }
            if let deadline, ready == 0, ContinuousClock.now >= deadline { throw .silent(mayHaveCommitted: commits) }
            if ready > 0 || isEncrypted, PQconsumeInput(handle) == 0 {
                throw .lost(reason: words, mayHaveCommitted: commits)
            }
        }
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = (deadline - .now) / .milliseconds(1)
        return Int32(min(max(left, 0), 1_000_000)) + 1
    }

    private var words: String { String(cString: PQerrorMessage(handle)).singleLine }
}

extension String {
    /// libpq's messages are paragraphs.
    var singleLine: String { split { $0.isNewline || $0 == "\t" }.joined(separator: "; ") }
}
