/// Why the record did not do what was asked. Unless it says otherwise, nothing was written.
package enum JobStoreError: Error, Sendable, Hashable {
    /// Out of reach for now: busy, full, unreadable, closed. A write may have happened when the connection to the
    /// database was lost on the way. Try again.
    case unavailable(reason: String)
    /// More submissions are waiting for their commit than are taken. Try again in a moment.
    case overloaded
    /// The database does not take the contents: trying again does not help.
    case refused(reason: String)
    /// An earlier submission had this idempotency key, and asked for something else.
    case keyReused
    /// The database is damaged, or is none of ours.
    case corrupt(reason: String)
    /// It is there, but not for us as things are: a wrong password, no such database, too old a server.
    case unusable(reason: String)
    /// A newer Jobyard has been at work on this database.
    case newerSchema(found: String, known: String)
}

extension JobStoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unavailable(let reason):
            "the database is not available: \(reason)"
        case .overloaded:
            "too many submissions are waiting for the database: try again in a moment"
        case .refused(let reason):
            "the database refuses the contents: \(reason)"
        case .keyReused:
            "another submission had this idempotency key"
        case .corrupt(let reason):
            "the database is damaged (\(reason)): stop Jobyard and restore a backup"
        case .unusable(let reason):
            "the database cannot be used: \(reason)"
        case .newerSchema(let found, let known):
            "the database has schema \(found), this jobyard knows schemas up to \(known): start the newer jobyard that "
                + "migrated it, or restore a backup from before"
        }
    }
}
