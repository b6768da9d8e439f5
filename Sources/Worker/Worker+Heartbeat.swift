import Glibc
import JobModel
import JobQueue
import Logging
import PluginRuntime

extension Worker {
    /// One turn a second, and whenever a heartbeat is wanted: registers, renews all leases every 5 s, and keeps worker and
    /// Redis agreed on them.
    func beat() async {
        var nextBeat = ContinuousClock.now
        for await _ in beatSignal.turns where !Task.isCancelled {
            let verdict = clock.turn(at: .now)
            if verdict == .killHandlers { await killHandlers("the worker stood still or was cut off for too long") }
            await killStrays()
            if let session = try? queue.session() {
                if id == nil, !isDraining {
                    await register(session)
                    nextBeat = .now + WorkerClock.heartbeatInterval
                } else if ContinuousClock.now >= nextBeat || isHeartbeatWanted || verdict != .inTime {
                    isHeartbeatWanted = false
                    await heartbeat(session)
                    nextBeat = .now + WorkerClock.heartbeatInterval
                }
            }
        }
    }

    /// Asks Redis now what there is to cancel, and whether this worker is still listed.
    func wantHeartbeat() {
        isHeartbeatWanted = true
        beatSignal.raise()
    }

    private func register(_ session: QueueSession) async {
        registrations += 1
        let random = String(UInt32.random(in: 0 ... .max), radix: 36)
        let new = WorkerID("\(configuration.host):\(getpid()):\(random)\(registrations)")
        let sent = ContinuousClock.now
        do {
            try await queue.register(new, entry: entry, types: runtime.types, session: session)
        } catch {
            logger.warning("could not register", metadata: ["error": "\(error)"])
            return
        }
        id = new
        clock.acknowledge(sentAt: sent)
        logger.info("registered", metadata: ["worker": "\(new)", "slots": "\(ledger.slots)"])
        registrationSignal.raise()
        leaseSignal.raise()
    }

    private func heartbeat(_ session: QueueSession) async {
        guard let id else { return }
        let question = ledger.question()
        let sent = ContinuousClock.now
        heartbeats += 1
        let answer: HeartbeatAnswer?
        do {
            answer = try await queue.heartbeat(
                id, entry: entry, held: question.held.count,
                listLeases: heartbeats.isMultiple(of: WorkerClock.heartbeatsPerListing), session: session,
                timeout: WorkerClock.heartbeatInterval)
        } catch {
            logger.warning("heartbeat failed", metadata: ["error": "\(error)"])
            return
        }
        guard let answer else { return await becomeGone() }
        clock.acknowledge(sentAt: sent)
        if hearing.acknowledged() {
            logger.warning("the wake-ups of this worker do not arrive; subscribing anew")
            await wakeUps?.close()
        }
        if session.epoch != epoch {
            // A Redis that was opened anew may have lost notes, for they leave no trace in the record.
            notes.sendAllAgain()
            epoch = session.epoch
        }
        for action in ledger.answered(answer, to: question, at: .now) { await perform(action) }
    }

    private func perform(_ action: WorkerLedger.Action) async {
        switch action {
        case .cancel(let token):
            await runtime.cancel(token)
        case .kill(let token):
            logger.warning("Redis no longer lists a lease; killing its handler", metadata: ["lease": "\(token)"])
            await runtime.kill(token)
        case .finish(let attempt):
            logger.info(
                "finishing a lease that Redis still lists",
                metadata: ["job": "\(attempt.id)", "ending": "\(attempt.report.ending.rawValue)"])
            finishesToRepeat.yield(attempt)
        }
    }

    /// Redis has given this worker up: so are its leases. It registers anew under a new id.
    private func becomeGone() async {
        logger.warning("Redis does not list this worker any more; registering anew")
        id = nil
        for token in ledger.reset() { await runtime.kill(token) }
        await wakeUps?.close()
    }

    /// A run that began while its lease was given up was not there to be killed.
    private func killStrays() async {
        for token in runtime.executing where ledger.leases[token] == nil { await runtime.kill(token) }
    }

    private func killHandlers(_ reason: String) async {
        guard !ledger.leases.isEmpty else { return }
        logger.warning("killing all handlers", metadata: ["reason": "\(reason)"])
        for token in ledger.leases.keys { await runtime.kill(token) }
    }

    /// Takes this worker off the list, once it holds nothing; what it still holds it may finish, but nobody counts on it for
    /// more.
    func deregister() async {
        guard let id, let session = try? queue.session() else { return }
        do {
            let left = try await queue.deregister(
                id, entry: entry, types: runtime.types.map(\.name), session: session)
            if left == 0 { self.id = nil }
        } catch {
            logger.warning("could not deregister; the heartbeat will run out", metadata: ["error": "\(error)"])
        }
    }
}
