import JobModel
import Logging

/// Changes whose contents the database refused together are halved, down to the one job that is the reason: it is recorded as
/// unrecordable, and the stream goes on.
struct RecordHalving {
    let logger: Logger
    /// Writes changes within the transaction.
    /// - Returns: why the database refused the contents, after which nothing of it was done; nil: it is done.
    let refusal: (ArraySlice<RecordChange>) throws -> String?

    func write(_ changes: ArraySlice<RecordChange>) throws {
        if let reason = try refusal(changes) { try halve(changes, refusedFor: reason) }
    }

    func halve(_ changes: ArraySlice<RecordChange>, refusedFor reason: String) throws {
        if changes.count > 1 {
            let middle = changes.startIndex + changes.count / 2
            try write(changes[..<middle])
            try write(changes[middle...])
        } else if let change = changes.first {
            try writeUnrecordable(change, reason: reason)
        }
    }

    private func writeUnrecordable(_ change: RecordChange, reason: String) throws {
        logger.error("a job cannot be recorded", metadata: ["job_id": "\(change.id)", "reason": "\(reason)"])
        guard let unrecordable = change.unrecordable(reason: reason) else { return }
        if let reason = try refusal([unrecordable]) {
            logger.error(
                "its row cannot even say so and stays as it was",
                metadata: ["job_id": "\(change.id)", "reason": "\(reason)"])
        }
    }
}
