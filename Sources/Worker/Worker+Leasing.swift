import JobModel
import JobQueue
import Logging
import PluginRuntime
import ServiceLifecycle

extension Worker {
    /// Leases while slots are free and work is there, and runs what it got. After a graceful shutdown it leases nothing
    /// more, and returns when the last job has ended or was handed back.
    func leaseAndRun() async {
        await withDiscardingTaskGroup { group in
            for await _ in leaseSignal.turns {
                var more = true
                while more, !Task.isCancelled, !Task.isShuttingDownGracefully {
                    let answer = await lease()
                    for lease in answer.leases { group.addTask { await self.run(lease) } }
                    more = answer.more && !answer.leases.isEmpty
                }
            }
            await drain()
        }
    }

    private func lease() async -> LeaseAnswer {
        // Late by its own count, a worker starts nothing; the heartbeat loop asks first.
        guard let id, ledger.freeSlots > 0, !clock.isLate(at: .now), let session = try? queue.session() else {
            return .nothing
        }
        let requests = runtime.leasableTypes.map { type in
            LeaseRequest(
                type: type.name, limit: max(0, ledger.freeSlots(of: type)),
                cancelGraceMilliseconds: type.cancelGraceMilliseconds)
        }
        guard requests.contains(where: { $0.limit > 0 }) else { return .nothing }
        leaseCalls += 1
        let tokenPrefix = "\(id)/\(leaseCalls)"
        let asked = ContinuousClock.now
        ledger.beginLeasing(tokenPrefix: tokenPrefix)
        do {
            let answer = try await queue.lease(
                id, requests: requests, count: ledger.freeSlots, tokenPrefix: tokenPrefix, session: session)
            guard self.id == id, let answer, ContinuousClock.now - asked <= WorkerClock.standstill,
                !clock.isLate(at: .now)
            else {
                // Given up meanwhile, or too long ago to start anything: the heartbeat hands back what was leased.
                ledger.endLeasing([])
                wantHeartbeat()
                return .nothing
            }
            ledger.endLeasing(answer.leases)
            if leaseRefusal != nil { logger.info("leasing again") }
            leaseRefusal = nil
            if answer.dropped > 0 {
                logger.error("leased ids whose values cannot be read", metadata: ["count": "\(answer.dropped)"])
            }
            return answer
        } catch {
            ledger.endLeasing([])
            if case .overloaded = error, error != leaseRefusal {
                leaseRefusal = error
                logger.warning("leasing nothing for now", metadata: ["reason": "\(error)"])
            } else {
                logger.debug("lease failed", metadata: ["error": "\(error)"])
            }
            return .nothing
        }
    }

    /// Says at once that this worker takes nothing more, lets running jobs end within the drain timeout, then hands them
    /// back.
    private func drain() async {
        isDraining = true
        let deadline = ContinuousClock.now + configuration.drainTimeout
        await deregister()
        if !ledger.leases.isEmpty {
            logger.info(
                "stopping: waiting for running jobs",
                metadata: ["count": "\(ledger.leases.count)", "at_most": "\(configuration.drainTimeout)"])
        }
        while !ledger.leases.isEmpty, ContinuousClock.now < deadline, !isHurried, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
        }
        if !ledger.leases.isEmpty {
            logger.warning("handing back jobs that still run", metadata: ["count": "\(ledger.leases.count)"])
        }
        let end = ContinuousClock.now + Self.handBackTimeout
        while !ledger.leases.isEmpty, ContinuousClock.now < end, !Task.isCancelled {
            for token in ledger.leases.keys { await runtime.kill(token, reason: "the worker was stopped") }
            try? await Task.sleep(for: .milliseconds(20))
        }
        // Redis does not answer: what is still held is left to the Recoverer.
        let left = ledger.reset()
        if !left.isEmpty {
            logger.warning("left with leases; they will be recovered", metadata: ["count": "\(left.count)"])
        }
        for token in left { await runtime.kill(token) }
        await deregister()
    }

    /// Ends a drain that is under way, or will be, without waiting for running jobs.
    package func hurry() { isHurried = true }

    private static let handBackTimeout = Duration.seconds(2)

    /// Turns a wake-up into a turn of the lease loop.
    func listen() async {
        for await _ in registrationSignal.turns {
            while !Task.isCancelled, let id {
                do {
                    let subscription = try await queue.wakeUps(of: id)
                    wakeUps = subscription
                    hearing = SubscriptionHearing()
                    for try await wakeUp in subscription { hear(wakeUp) }
                } catch {
                    logger.debug("no wake-ups for now; polling", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func hear(_ wakeUp: WakeUp) {
        switch wakeUp {
        case .work: leaseSignal.raise()
        case .cancel: wantHeartbeat()
        case .beat: hearing.heard()
        }
    }
}
