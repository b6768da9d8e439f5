/// Whether a server can accept jobs, and what it leans on.
///
/// It says whether to send this server requests, not whether to restart it: what is wrong here no restart mends.
package struct Health: Sendable, Hashable {
    /// What is wrong; nil: nothing.
    package var redis: String?
    package var database: String?
    /// Why nothing is recorded; nil: all is.
    package var record: String?
    package var workers: Int
    /// Types of the worker in the same process that were not advertised yet.
    package var missingTypes: [String]

    /// Submissions need the database, and that it is the right one; Redis may be away for a while.
    package var isAccepting: Bool { database == nil && record == nil && missingTypes.isEmpty }
}
