import Batching
import JobModel
import JobQueue
import JobStore
import Logging
import Metrics

/// All the rules of submitting and reading jobs, once. REST and gRPC only translate to and from it.
package struct JobService: Sendable {
    private let store: any JobStore
    private let queue: JobQueue
    private let catalog: JobTypeCatalog
    private let rules: SubmissionRules
    private let logger: Logger
    private let expectedTypes: @Sendable () -> [String]
    private let identifiers = JobIDGenerator()
    /// Pushes, batched: whatever was committed while the last push was under way.
    private let pushes: Batcher<CommittedRow, PushAnswer>

    /// `expectedTypes`: what must be advertised before this server calls itself healthy; none, unless its worker is in the
    /// same process.
    package init(
        store: any JobStore, queue: JobQueue, catalog: JobTypeCatalog, rules: SubmissionRules, logger: Logger,
        expectedTypes: @escaping @Sendable () -> [String] = { [] }
    ) {
        self.store = store
        self.queue = queue
        self.catalog = catalog
        self.rules = rules
        self.logger = logger
        self.expectedTypes = expectedTypes
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
    package func submit(_ submission: Submission) async throws(APIError) -> Job {
        guard let known = await catalog.type(submission.type) else {
            throw APIError(
                .unknownJobType, "no worker has ever offered the job type \"\(submission.type.prefix(128))\"",
                violations: [.init(pointer: "/job_type", message: "is not a known job type")])
        }
        let specification = try rules.specification(of: submission, type: known)
        let job: Job
        do {
            job = try await store.insert(NewJob(id: identifiers.next(), specification: specification))
        } catch {
            throw failure(error)
        }
        Counter(label: "jobs_submitted_total", dimensions: [("job_type", specification.type)]).increment()
        do {
            _ = try await pushes.submit(CommittedRow(job: job))
        } catch {
            // It is accepted: the Reconciler pushes what is not there. But it waits until then.
            Counter(label: "jobs_push_failed_total").increment()
            logger.debug("a job was not pushed", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
        return job
    }

    package func job(_ text: String) async throws(APIError) -> Job {
        guard let id = JobID(text) else { throw notFound(text) }
        let row: Job?
        do {
            row = try await store.job(id)
        } catch {
            throw failure(error)
        }
        guard let row else { throw notFound(text) }
        guard !row.state.isFinal else { return row }
        let live = try? await queue.look([id], timeout: JobQueue.pushTimeout)
        return row.updated(by: live?[id])
    }

    /// Newest first, from rows: they may trail the queue by moments. Answers one page, and where the next begins.
    package func list(_ request: ListRequest) async throws(APIError) -> (jobs: [Job], next: JobID?) {
        var query = try request.query()
        let limit = query.limit
        query.limit += 1
        let page: [Job]
        do {
            page = try await store.list(query)
        } catch {
            throw failure(error)
        }
        let jobs = Array(page.prefix(limit))
        let isCut = page.count > limit || page.reduce(0) { $0 + $1.byteCount } >= JobQuery.maximumBytes
        return (jobs, isCut ? jobs.last?.id : nil)
    }

    package var jobTypes: [KnownJobType] { catalog.types }

    package var workers: [LiveWorker] { catalog.workers }

    package func health() async -> Health {
        var health = Health(redis: nil, database: nil, workers: catalog.workers.count, missingTypes: [])
        do { _ = try queue.session() } catch { health.redis = "\(error)" }
        do { try await store.checkHealth() } catch { health.database = "\(error)" }
        let offered = Set(catalog.types.filter { $0.workers > 0 }.map(\.type.name))
        health.missingTypes = expectedTypes().filter { !offered.contains($0) }
        return health
    }

    private func failure(_ error: JobStoreError) -> APIError {
        let failure = APIError(error)
        if failure == .failed { logger.error("the record failed a request", metadata: ["error": "\(error)"]) }
        return failure
    }

    private func notFound(_ id: String) -> APIError {
        APIError(.notFound, "there is no job \(id.prefix(64)): it never was, or its time to live has ended")
    }
}
