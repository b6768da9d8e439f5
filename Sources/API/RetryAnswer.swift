import JobModel

/// Which jobs a replay of many made run again, or would.
package struct RetryAnswer: Sendable {
    package var isDryRun: Bool
    package var ids: [JobID]
    /// Others match as well: beyond the limit, or beyond what one page may hold in bytes.
    package var isMore: Bool
}
