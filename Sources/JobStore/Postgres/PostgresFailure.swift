/// Why something was not done in PostgreSQL.
enum PostgresFailure: Error {
    /// No connection could be had, and so nothing was done.
    case unreachable(reason: String)
    /// It was there, but not for us: see ``JobStoreError/unusable(reason:)``.
    case unusable(reason: String)
    /// The connection was lost on the way. A commit that was sent may have happened.
    case lost(reason: String, mayHaveCommitted: Bool)
    /// It did not answer in time, which is a loss too: the connection was given up.
    case silent(mayHaveCommitted: Bool)
    /// PostgreSQL said no, and nothing was done.
    case refused(PostgresRefusal)
    /// What is told as it is: damage, a crowd that waits, or why PostgreSQL was not even asked.
    case record(JobStoreError)

    /// Whether nothing was done, and the next try may well succeed.
    var isWorthRepeating: Bool {
        switch self {
        case .lost(_, let mayHaveCommitted): !mayHaveCommitted
        case .refused(let refusal): refusal.meaning == .conflict
        default: false
        }
    }

    /// Whether the connection is of no more use.
    var isOfConnection: Bool {
        switch self {
        case .unreachable, .unusable, .lost, .silent: true
        case .refused(let refusal): refusal.meaning == .readOnly || refusal.isOfPreparedStatement
        case .record: false
        }
    }

    var mayHaveCommitted: Bool {
        switch self {
        case .lost(_, let mayHaveCommitted), .silent(let mayHaveCommitted): mayHaveCommitted
        default: false
        }
    }

    init(_ error: any Error) {
        switch error {
        case let failure as PostgresFailure: self = failure
        case let error as JobStoreError: self = .record(error)
        default: self = .record(.unavailable(reason: "\(error)"))
        }
    }
}

extension JobStoreError {
    init(_ failure: PostgresFailure) {
        switch failure {
        case .unreachable(let reason): self = .unavailable(reason: reason)
        case .unusable(let reason): self = .unusable(reason: reason)
        case .lost(let reason, _): self = .unavailable(reason: "the connection was lost: \(reason)")
        case .silent: self = .unavailable(reason: "PostgreSQL does not answer")
        case .refused(let refusal): self.init(refusal)
        case .record(let error): self = error
        }
    }

    private init(_ refusal: PostgresRefusal) {
        let words = "\(refusal)"
        switch refusal.meaning {
        case .contents: self = .refused(reason: refusal.message)
        case .damage: self = .corrupt(reason: words)
        case .schema: self = .unusable(reason: words)
        case .timeout: self = .unavailable(reason: "a statement or a lock took too long: \(refusal.message)")
        case .readOnly:
            self = .unavailable(reason: "PostgreSQL is read-only now, a standby perhaps: \(refusal.message)")
        case .conflict, .trouble: self = .unavailable(reason: words)
        }
    }
}
