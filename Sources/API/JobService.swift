import Batching
import JSONSchema
import JobModel
import JobQueue
import JobStore
import Logging
import Metrics
import NIOPosix

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
    /// One at a time, off the threads that everybody shares: a flood of hostile payloads has one core at most.
    private let longChecks: Batcher<(Submission, KnownJobType), JobSpecification>

    private static let maximumLongChecks = 32

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
    package func submit(_ submission: Submission) async throws(APIError) -> Job {
        guard let known = await catalog.type(submission.type) else {
            throw unknownType(submission)
        }
        let specification = try await specification(of: submission, type: known)
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

    /// Newest first, from rows: they may trail the queue by moments. Answers one page, and where the next begins. A page ends
    /// before it has more than so many bytes of payloads and results, but has one job at least.
    package func list(
        _ request: ListRequest, maximumBytes: Int = JobQuery.maximumBytes
    ) async throws(APIError) -> (jobs: [Job], next: JobID?) {
        var query = try request.query()
        let limit = query.limit
        query.limit += 1
        let page: [Job]
        do {
            page = try await store.list(query)
        } catch {
            throw failure(error)
        }
        let jobs = Self.prefix(of: page, limit: limit, maximumBytes: maximumBytes)
        let isCut = page.count > jobs.count || page.reduce(0) { $0 + $1.byteCount } >= JobQuery.maximumBytes
        return (jobs, isCut ? jobs.last?.id : nil)
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

    package func health() async -> Health {
        var health = Health(redis: nil, database: nil, workers: catalog.workers.count, missingTypes: [])
        do { _ = try queue.session() } catch { health.redis = "\(error)" }
        do { try await store.checkHealth() } catch { health.database = "\(error)" }
        let offered = Set(catalog.types.filter { $0.workers > 0 }.map(\.type.name))
        health.missingTypes = expectedTypes().filter { !offered.contains($0) }
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

    private func failure(_ error: JobStoreError) -> APIError {
        let failure = APIError(error)
        if failure == .failed { logger.error("the record failed a request", metadata: ["error": "\(error)"]) }
        return failure
    }

    private func notFound(_ id: String) -> APIError {
        APIError(.notFound, "there is no job \(id.prefix(64)): it never was, or its time to live has ended")
    }
}
