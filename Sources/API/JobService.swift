import Batching
import JSONSchema
import JobModel
import JobQueue
import JobStore
import Logging
import Metrics
import NIOPosix
import Scheduler

/// All the rules of submitting and reading jobs, once. REST and gRPC only translate to and from it.
package struct JobService: Sendable {
    let store: any JobStore
    let queue: JobQueue
    private let catalog: JobTypeCatalog
    private let rules: SubmissionRules
    private let looks: LookSchedule
    package let hastenedLooks: HastenedLooks
    let logger: Logger
    private let refusals: RefusalLog
    private let recordAlarm: RecordAlarm
    private let expectedTypes: @Sendable () -> [String]
    private let identifiers = JobIDGenerator()
    /// Pushes, batched: whatever was committed while the last push was under way.
    private let pushes: Batcher<CommittedRow, PushAnswer>
    /// One at a time, off the threads that everybody shares: a flood of hostile payloads has one core at most.
    private let longChecks: Batcher<(Submission, KnownJobType), JobSpecification>

    private static let maximumLongChecks = 32
    /// How often a job is pushed anew while its older life is still there.
    private static let mostPushes = 20
    private static let pauseBetweenPushes = Duration.milliseconds(50)

    /// `expectedTypes`: what must be advertised before this server calls itself healthy; none, unless its worker is in the
    /// same process.
    package init(
        store: any JobStore, queue: JobQueue, catalog: JobTypeCatalog, rules: SubmissionRules,
        looks: LookSchedule = .standard, recordAlarm: RecordAlarm, logger: Logger,
        expectedTypes: @escaping @Sendable () -> [String] = { [] }
    ) {
        self.store = store
        self.queue = queue
        self.catalog = catalog
        self.rules = rules
        self.looks = looks
        hastenedLooks = HastenedLooks(queue: queue, store: store, logger: logger)
        self.logger = logger
        refusals = RefusalLog(logger: logger)
        self.recordAlarm = recordAlarm
        self.expectedTypes = expectedTypes
        longChecks = Batcher(
            maximumCount: 1, maximumWaiting: Self.maximumLongChecks,
            perform: { inputs in
                do {
                    return try await NIOThreadPool.singleton.runIfActive {
                        inputs.map { submission, known in
                            Result {
                                try rules.specification(of: submission, type: known) ?? { throw APIError.failed }()
                            }
                        }
                    }
                } catch {
                    return inputs.map { _ in .failure(error) }
                }
            })
        pushes = Batcher(
            maximumCount: JobQueue.maximumBatch, maximumWeight: JobQueue.maximumBatchBytes,
            weight: { $0.job.specification.payload.count },
            perform: { rows in
                do {
                    let session = try queue.session()
                    let answers = try await queue.enqueue(rows.map { $0.push(session) }, session: session)
                    return answers.map { .success($0) }
                } catch {
                    return rows.map { _ in .failure(error) }
                }
            })
    }

    /// Accepts a job: its row is committed, and it is in Redis unless Redis is away (then the Reconciler pushes it).
    package func submit(_ submission: Submission) async throws(APIError) -> SubmissionAnswer {
        do {
            return try await accept(submission)
        } catch {
            // What was accepted once is answered again, though the rules may have changed since. (Of a body with faults not all
            // was read.)
            guard submission.faults.error == nil, error.isOfTheRequest,
                let key = SubmissionRules.idempotencyKey(of: submission), let earlier = try? await store.job(key)
            else { throw error }
            return SubmissionAnswer(job: try await job(earlier.id.description), isRepeated: true)
        }
    }

    private func accept(_ submission: Submission) async throws(APIError) -> SubmissionAnswer {
        guard let known = await catalog.type(submission.type) else {
            throw unknownType(submission)
        }
        let specification = try await specification(of: submission, type: known)
        let new = NewJob(
            id: identifiers.next(), specification: specification,
            runAt: SubmissionRules.runAt(of: submission, now: .now()),
            idempotencyKey: SubmissionRules.idempotencyKey(of: submission))
        let since = ContinuousClock.now
        let insertion = try await answer { () async throws(JobStoreError) in try await store.insert(new) }
        guard insertion.isNew else {
            let job = try await job(insertion.job.id.description)
            return SubmissionAnswer(job: job, isRepeated: true)
        }
        Counter(label: "jobs_submitted_total", dimensions: [("job_type", specification.type)]).increment()
        await push(CommittedRow(job: insertion.job, since: since))
        return SubmissionAnswer(job: insertion.job, isRepeated: false)
    }

    /// Pushes a row that was committed a moment ago, unless it is to wait in the database. Where that fails it is left to
    /// the Reconciler, and waits until then.
    func push(_ row: CommittedRow) async {
        let job = row.job
        // One whose commit was answered late may be over by now.
        guard !job.state.isFinal, !looks.isFar(job.status, now: .now()) else { return }
        // What was sent and not answered may yet be taken, until its last moment: no look may come before.
        let isSent = (try? queue.session()) != nil
        do {
            pushing: for _ in 0..<Self.mostPushes {
                switch try await pushes.submit(row) {
                case .taken, .there, .buried: return
                // An older life of a replayed job is forgotten as soon as the record has it.
                case .notYet: try await Task.sleep(for: Self.pauseBetweenPushes)
                case .late: break pushing
                }
            }
        } catch {
            logger.debug("a job was not pushed", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
        hastenedLooks.add(job.id, notBefore: isSent ? row.since + JobQueue.pushWindow : .now)
        Counter(label: "jobs_push_failed_total").increment()
    }

    package func job(_ text: String) async throws(APIError) -> Job {
        let id = try jobID(text)
        guard var row = try await answer({ () async throws(JobStoreError) in try await reader.job(id) })
        else { throw notFound(text) }
        guard !row.state.isFinal else { return row }
        let live = try? await queue.look([id], timeout: JobQueue.pushTimeout)
        // Redis forgets what the record has: it is not the replica that has it first.
        if live?[id] == nil, store.replica != nil,
            let newer = try await answer({ () async throws(JobStoreError) in try await store.job(id) })
        {
            row = newer
        }
        return row.updated(by: live?[id])
    }

    /// Of what is only shown.
    var reader: any JobReader { store.replica ?? store }

    /// Newest first, from rows: they may trail the queue by moments.
    package func list(
        _ request: ListRequest, maximumBytes: Int = JobQuery.maximumBytes
    ) async throws(APIError) -> (jobs: [Job], next: JobID?) {
        try await page(try request.query(), of: reader, maximumBytes: maximumBytes)
    }

    /// One page, and where the next begins. It ends before it has more than so many bytes of payloads and results, but has
    /// one job at least.
    func page(
        _ query: JobQuery, of reader: any JobReader, maximumBytes: Int
    ) async throws(APIError) -> (jobs: [Job], next: JobID?) {
        let limit = query.limit
        var query = query
        query.limit += 1
        let page = try await answer { [query] () async throws(JobStoreError) in try await reader.list(query) }
        let jobs = Self.prefix(of: page, limit: limit, maximumBytes: maximumBytes)
        let isCut = page.count > jobs.count || page.reduce(0) { $0 + $1.byteCount } >= JobQuery.maximumBytes
        return (jobs, isCut ? jobs.last?.id : nil)
    }

    /// By number, the first first.
    package func attempts(of text: String) async throws(APIError) -> [JobAttempt] {
        let id = try await job(text).id
        return try await answer { () async throws(JobStoreError) in try await reader.attempts(of: id) }
    }

    private static func prefix(of page: [Job], limit: Int, maximumBytes: Int) -> [Job] {
        var bytes = 0
        return Array(
            page.prefix(limit).enumerated().prefix { index, job in
                bytes += job.byteCount
                return index == 0 || bytes <= maximumBytes
            }.map(\.element))
    }

    package var jobTypes: [KnownJobType] { catalog.types }

    package var workers: [LiveWorker] { catalog.workers }

    /// Returns when Redis may be used, or so much time has passed.
    package func waitForRedis(atMost timeout: Duration) async {
        await queue.waitUntilOpen(atMost: timeout)
    }

    package func health() async -> Health {
        var health = Health(
            redis: nil, database: nil, record: recordAlarm.reason, workers: catalog.workers.count,
            missingTypes: catalog.notYetOffered(expectedTypes()))
        do { _ = try queue.session() } catch { health.redis = "\(error)" }
        do { try await store.checkHealth() } catch { health.database = "\(error)" }
        return health
    }

    private func unknownType(_ submission: Submission) -> APIError {
        var check = submission.faults
        if !check.names("/job_type") {
            check.refuse(
                "/job_type", "names a type that no worker has ever offered: \"\(submission.type.prefix(128))\"",
                code: .unknownJobType)
        }
        return check.error ?? .failed
    }

    /// A payload whose check takes long, as a hostile one's does, or a very large one's, waits for its turn elsewhere.
    private func specification(
        of submission: Submission, type known: KnownJobType
    ) async throws(APIError) -> JobSpecification {
        if let specification = try rules.specification(of: submission, type: known, within: .quick) {
            return specification
        }
        do {
            return try await longChecks.submit((submission, known))
        } catch let error as APIError {
            throw error
        } catch is Overloaded {
            throw APIError(.overloaded, "too many payloads whose check takes long are waiting: try again in a moment")
        } catch {
            logger.error("a payload could not be checked", metadata: ["error": "\(error)"])
            throw .failed
        }
    }

    /// What the record answers; what it refuses becomes an error of the request's. One that is older than Redis is not asked:
    /// it would deny jobs that were accepted, and what it is told now it may forget.
    func answer<Value>(
        _ body: () async throws(JobStoreError) -> Value
    ) async throws(APIError) -> Value {
        guard recordAlarm.reason == nil else {
            throw APIError(
                .unavailable, "the database is older than Redis: an operator has to put that right, see GET /health")
        }
        do {
            return try await body()
        } catch {
            throw failure(error)
        }
    }

    func failure(_ error: JobStoreError) -> APIError {
        let failure = APIError(error)
        if failure.code == .unavailable { refusals.tell(error) }
        if failure == .failed { logger.error("the record failed a request", metadata: ["error": "\(error)"]) }
        return failure
    }

    func jobID(_ text: String) throws(APIError) -> JobID {
        guard let id = JobID(text) else { throw notFound(text) }
        return id
    }

    func notFound(_ id: String) -> APIError {
        APIError(.notFound, "there is no job \(id.prefix(64)): it never was, or its time to live has ended")
    }
}
