import JobModel

/// The record: every job that was ever acknowledged, until its time to live ends. Every method is one transaction,
/// durable when it answers; a caller's cancellation does not interrupt it.
///
/// The rules are the design's (sections 2, 4 and 5, and `Database` in the model): a row takes a transition only if its
/// pair is newer, a final row changes no more, and whatever reads or writes Redis's story names its epoch.
package protocol JobStore: JobReader {
    // MARK: Jobs

    /// Commits a row. Whatever arrived while the last commit ran shares the next one.
    ///
    /// The store gives the version, (stored epoch, 1), the time of creation by its own clock, and the first look. Where an
    /// earlier submission had the same idempotency key, it answers that one's row.
    /// - Throws: `refused` where there is a row with this id; `keyReused`.
    func insert(_ job: NewJob) async throws(JobStoreError) -> Insertion

    /// The job that was submitted with this key. Throws `keyReused`.
    func job(_ key: IdempotencyKey) async throws(JobStoreError) -> Job?

    /// Without those that have no row.
    func jobs(_ ids: [JobID]) async throws(JobStoreError) -> [JobID: Job]

    /// Where to read what is only shown, which may trail: a replica of the record, where there is one.
    var replica: (any JobReader)? { get }

    // MARK: Changes of the row itself

    /// Sets the cancel flag of an unfinished row, and owes it a look: a cancel outlives the server that owed it.
    /// - Returns: the row as it is now, final ones unchanged; nil: there is none.
    func requestCancel(_ id: JobID) async throws(JobStoreError) -> Job?

    /// Cancels an unfinished row that Redis does not have; the version leaps.
    /// - Returns: the row; nil: it no longer has this version, or is final.
    func cancel(_ id: JobID, at version: JobVersion) async throws(JobStoreError) -> Job?

    /// Makes rows that are failed, dead-lettered or cancelled, and still have these versions, run again: queued, all counts
    /// but that of attempts restarted, the version leaped, and a look owed.
    /// - Returns: those that it changed.
    func replay(_ versions: [JobID: JobVersion], discardCheckpoints: Bool) async throws(JobStoreError) -> [Job]

    // MARK: Recording

    func position() async throws(JobStoreError) -> RecordPosition

    /// Records stream entries and the number of the last, if the stored epoch is this one and the first that is not
    /// recorded yet follows the stored number. Entries which are recorded already skip the rows.
    ///
    /// One job whose contents the database refuses is recorded as failed, with the code `unrecordable`.
    func record(_ batches: [JobTransitionBatch], epoch: Int) async throws(JobStoreError) -> RecordAnswer

    // MARK: Epochs and looks

    /// Compare-and-set of the epoch, which only rises; the same transaction begins a sweep, which makes a look due for every
    /// unfinished row (for a scheduled one, when it comes near): ``claimLooks(limit:)`` carries it on.
    /// - Returns: the recorded sequence; nil where the stored epoch is not `from`.
    func raiseEpoch(from: Int, to: Int) async throws(JobStoreError) -> Int?

    /// The right to open Redis; nil: another server has it now.
    func lockOpening() async throws(JobStoreError) -> OpeningLock?

    /// Looks that are due by the database's clock, the longest due first, each with the moment to which this puts it off: so
    /// one server at a time makes a look, and if that server dies, another does. A look that lies further ahead than any is
    /// put off was set by a clock that ran ahead, and is due. A sweep that is not at its end goes on by
    /// ``LookSchedule/sweepPage`` rows.
    func claimLooks(limit: Int) async throws(JobStoreError) -> [JobID: Timestamp]

    /// Makes looks due now that are owed later: of rows whose push has failed.
    func hastenLooks(_ ids: [JobID]) async throws(JobStoreError)

    /// Strikes off looks that were made, each only as it was claimed, and all only in the stored epoch.
    func strikeOff(looks: [JobID: Timestamp], epoch: Int) async throws(JobStoreError)

    /// Rows that are not final, by id, the oldest first.
    func unfinished(after: JobID?, limit: Int) async throws(JobStoreError) -> [Job]

    // MARK: Job types

    /// Remembers job types that were advertised; the latest word on a name replaces the former.
    func remember(types: [JobType]) async throws(JobStoreError)

    /// Every type ever advertised, by name.
    func jobTypes() async throws(JobStoreError) -> [JobType]

    // MARK: Housekeeping

    /// Deletes rows that became final, by the database's clock, before then, with their attempts.
    /// - Returns: how many; `limit` of them: there may be more.
    func reap(finishedBefore: Timestamp, limit: Int) async throws(JobStoreError) -> Int

    /// Whether the database could take a job now.
    func checkHealth() async throws(JobStoreError)

    /// Ends what is under way and lets go of the database. Afterwards everything is `unavailable`.
    func close() async
}

extension JobStore {
    package var replica: (any JobReader)? { nil }
}
