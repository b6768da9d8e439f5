/// What became of a cancel in Redis.
package enum CancelAnswer: String, Sendable, CaseIterable {
    /// Redis does not have the job: its row decides.
    case absent
    /// It is over; the record will say so.
    case final
    /// It runs, and its worker hears of the cancel.
    case flagged
    /// It will not start any more.
    case cancelled
}
