/// Whether a server can accept jobs, and what it leans on.
package struct Health: Sendable, Hashable {
    /// What is wrong; nil: nothing.
    package var redis: String?
    package var database: String?
    package var workers: Int
    /// Types of the worker in the same process that are not advertised yet.
    package var missingTypes: [String]

    /// Submissions need the database; Redis may be away for a while.
    package var isAccepting: Bool { database == nil && missingTypes.isEmpty }
}
