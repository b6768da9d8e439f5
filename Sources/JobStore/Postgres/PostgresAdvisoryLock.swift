/// Locks that PostgreSQL keeps for us by number
/// (https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS), one set for each schema.
enum PostgresAdvisoryLock {
    static let migration = "hashtext('jobyard migration'), hashtext(current_schema())"
    static let opening = "hashtext('jobyard opening'), hashtext(current_schema())"
}
