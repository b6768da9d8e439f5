import CPostgres

/// An error that PostgreSQL answered. Its detail, which may quote rows, is left out.
struct PostgresRefusal: Sendable, Hashable {
    /// Of five characters (https://www.postgresql.org/docs/15/errcodes-appendix.html).
    let sqlState: String
    let message: String

    enum Meaning: Sendable {
        /// The contents are not taken: trying again does not help.
        case contents
        /// It stood in the way of somebody else's transaction.
        case conflict
        case timeout
        case readOnly
        case damage
        /// The tables are not ours, or not for us.
        case schema
        /// Whatever may pass: full disk, no memory, too many connections, shutting down.
        case trouble
    }

    /// What the connection had prepared is gone, or is not what it was.
    var isOfPreparedStatement: Bool { ["26000", "42P05", "0A000"].contains(sqlState) }

    var meaning: Meaning {
        switch sqlState {
        case "40001", "40P01": .conflict
        case "55P03", "57014": .timeout
        case "25006": .readOnly
        case "XX001", "XX002": .damage
        case "42501", "42P01", "42703", "42704", "42883", "3F000", "42P07": .schema
        case "P0001": .contents  // RAISE of somebody's trigger
        default:
            switch sqlState.prefix(2) {
            case "22", "23", "54": .contents
            default: .trouble
            }
        }
    }
}

extension PostgresRefusal: CustomStringConvertible {
    var description: String { "\(message) (SQLSTATE \(sqlState))" }
}

extension PostgresRefusal {
    init(_ result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        self.init(
            // `PG_DIAG_SQLSTATE` and `PG_DIAG_MESSAGE_PRIMARY`; libpq's own errors have no field.
            sqlState: field("C") ?? "08000",
            message: field("M") ?? String(cString: PQresultErrorMessage(result)).singleLine)
    }

    /// FATAL: an administrator, a timeout or a crash has ended the session.
    var endsConnection: Bool { sqlState.hasPrefix("57P") || sqlState.hasPrefix("08") || sqlState == "25P03" }
}
