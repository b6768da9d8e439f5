import JobModel

/// The group commit of submissions.
struct PostgresInsertion {
    let pool: PostgresPool
    let looks: LookSchedule

    /// How often a commit is repeated whose answer was lost.
    private static let rounds = 3

    /// One submission that is refused does not fail the others: their commit is halved.
    func insert(_ jobs: [NewJob]) async -> [Result<Insertion, any Error>] {
        do {
            return try await commit(jobs)
        } catch {
            guard case .refused(let refusal) = error, refusal.meaning == .contents, jobs.count > 1 else {
                return jobs.map { _ in .failure(JobStoreError(error)) }
            }
            let middle = jobs.count / 2
            return await insert(Array(jobs[..<middle])) + insert(Array(jobs[middle...]))
        }
    }

    /// A commit whose answer was lost may have happened, or may yet: so it is repeated under the same ids. A row that has one
    /// of them is this one's, for ids are made once.
    private func commit(_ jobs: [NewJob]) async throws(PostgresFailure) -> [Result<Insertion, any Error>] {
        var mayExist = false
        var round = 1
        while true {
            do throws(PostgresFailure) {
                return try await pool.run(.keeping) { [mayExist, looks] connection in
                    try connection.transaction(.sharing) {
                        try Self.insert(jobs, mayExist: mayExist, looks: looks, in: $0)
                    }
                }
            } catch {
                guard error.mayHaveCommitted, round < Self.rounds else { throw error }
                mayExist = true
                round += 1
            }
        }
    }

    private static func insert(
        _ jobs: [NewJob], mayExist: Bool, looks: LookSchedule, in transaction: PostgresTransaction
    ) throws -> [Result<Insertion, any Error>] {
        let rows = jobs.map { submission in
            let job = Job(submission, epoch: transaction.position.epoch, now: transaction.now)
            return PostgresJobTable.NewRow(
                job: job, key: submission.idempotencyKey,
                lookAt: looks.firstLook(at: job.status, now: transaction.now))
        }
        let keys = jobs.compactMap(\.idempotencyKey)
        // The rows that may be in the way are read behind the insertion, which has waited for those of others.
        let inTheWay = keys.isEmpty ? nil : PostgresJobTable.jobs(keys)
        let own = mayExist ? PostgresJobTable.jobs(jobs.map(\.id)) : nil
        var answers = try transaction.commit([PostgresJobTable.insert(rows)] + [inTheWay, own].compactMap(\.self))[...]
        let inserted = Set(try answers.popFirst()?.map { try $0.nextID() } ?? [])
        let keyed = try inTheWay.flatMap { _ in answers.popFirst() }?.map { try KeyedRow(&$0) } ?? []
        let earlier = Dictionary(keyed.map { ($0.name, $0) }) { first, _ in first }
        let existing = try own.flatMap { _ in answers.popFirst() }?.map { try $0.nextJob() } ?? []
        let ours = Dictionary(existing.map { ($0.id, $0) }) { first, _ in first }
        return rows.map { row in
            if inserted.contains(row.job.id) { return .success(Insertion(job: row.job, isNew: true)) }
            if let job = ours[row.job.id] { return .success(Insertion(job: job, isNew: true)) }
            guard let key = row.key else {
                return .failure(JobStoreError.refused(reason: "there is a job with the id \(row.job.id)"))
            }
            guard let keyed = earlier[KeyedRow.Name(key)] else {
                // Its row was reaped in this moment, or the conflict was one of ids.
                return .failure(JobStoreError.unavailable(reason: "the job that had this key has just been deleted"))
            }
            guard keyed.fingerprint == key.fingerprint else { return .failure(JobStoreError.keyReused) }
            return .success(Insertion(job: keyed.job, isNew: false))
        }
    }
}
