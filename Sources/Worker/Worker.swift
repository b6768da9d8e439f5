import Batching
import Glibc
import JobModel
import JobQueue
import Logging
import PluginRuntime
import ServiceLifecycle

/// A process that leases jobs and has plugin hosts run them.
///
/// The loops are in the extensions: Leasing, Heartbeat, Execution. What is decided is decided by the values
/// ``WorkerLedger`` and ``WorkerClock``.
package actor Worker: Service {
    let configuration: WorkerConfiguration
    let queue: JobQueue
    let runtime: PluginRuntime
    let logger: Logger
    let startedAt = Timestamp.now()

    var ledger: WorkerLedger
    var clock = WorkerClock(now: .now)
    /// nil until registered, and after Redis says `gone`.
    var id: WorkerID?
    var registrations = 0
    var leaseCalls = 0
    /// Why Redis gives out nothing, as the log was told.
    var leaseRefusal: QueueError?
    var heartbeats = 0
    /// The epoch of the last heartbeat that was acknowledged.
    var epoch: Int?
    var isDraining = false
    var isHurried = false
    var isHeartbeatWanted = false
    var wakeUps: WakeUps?
    var hearing = SubscriptionHearing()
    let notes = NoteSender()
    /// Ends of attempts, batched: whatever gathered while the last batch was under way.
    let finishes: Batcher<FinishedAttempt, FinishAnswer>
    /// Ends that Redis should be told once more. What does not fit is found again by a later heartbeat.
    let finishesToRepeat: AsyncStream<FinishedAttempt>.Continuation
    private let repeatedFinishes: AsyncStream<FinishedAttempt>

    /// Says that there may be something to lease: a slot is free, a wake-up came, or time has passed.
    let leaseSignal = Signal()
    let registrationSignal = Signal()
    let beatSignal = Signal()

    package init(configuration: WorkerConfiguration, queue: JobQueue, runtime: PluginRuntime, logger: Logger) {
        self.configuration = configuration
        self.queue = queue
        self.runtime = runtime
        self.logger = logger
        (repeatedFinishes, finishesToRepeat) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1000))
        ledger = WorkerLedger(slots: configuration.pool.slots)
        finishes = Batcher(
            maximumCount: JobQueue.maximumBatch, maximumWeight: JobQueue.maximumBatchBytes,
            weight: \.byteCount,
            perform: { attempts in await queue.finish(attempts) })
    }

    /// Works until a graceful shutdown, then drains.
    package func run() async throws {
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.runtime.run() }
            group.addTask { await self.beat() }
            group.addTask { await self.listen() }
            group.addTask { await self.repeatFinishes(self.repeatedFinishes) }
            group.addTask { await self.notes.send(to: self.queue, logger: self.logger) }
            group.addTask { await self.tick() }
            await withGracefulShutdownHandler {
                await self.leaseAndRun()
            } onGracefulShutdown: {
                self.leaseSignal.finish()
            }
            await self.wakeUps?.close()
            group.cancelAll()
        }
    }

    /// What the registry shows of this worker.
    var entry: WorkerEntry {
        WorkerEntry(
            host: configuration.host, processID: getpid(), version: configuration.version,
            types: isDraining ? [] : runtime.types.map(\.name), slots: ledger.slots, freeSlots: ledger.freeSlots,
            startedAt: startedAt, isDraining: isDraining, plugins: runtime.reports)
    }

    /// Polls: a wake-up that was lost costs a second, never a job.
    private func tick() async {
        while !Task.isCancelled {
            leaseSignal.raise()
            beatSignal.raise()
            try? await Task.sleep(for: .milliseconds(.random(in: 800...1200)))
        }
    }
}
