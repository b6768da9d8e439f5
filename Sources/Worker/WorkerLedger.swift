import JobModel
import JobQueue

/// What a worker knows of its leases: a value, apart from all I/O. Says what a heartbeat's answer calls for.
///
/// A lease is here from the lease's answer until Redis has acknowledged its end; the end is then remembered for 60 s,
/// so that an end whose answer was lost can be reported again (docs/design.md, section 5, Leases).
struct WorkerLedger {
    /// What has to be done so that worker and Redis agree again.
    enum Action: Hashable {
        case cancel(LeaseToken)
        /// Redis does not list it: its outcome would be refused.
        case kill(LeaseToken)
        /// Redis lists it. Either it was finished, and the answer or the question was lost: the same again. Or nobody
        /// here knows of it, for the lease's answer was lost: handed back, uncounted.
        case finish(FinishedAttempt)
    }

    /// A heartbeat on its way: what was held when it was sent.
    struct Question {
        var held: Set<LeaseToken>
    }

    let slots: Int
    private(set) var leases: [LeaseToken: Lease] = [:]
    private(set) var running: [String: Int] = [:]
    private var remembered: [LeaseToken: (attempt: FinishedAttempt, at: ContinuousClock.Instant)] = [:]
    private var rememberedBytes = 0
    /// Those whose run is over: Redis may have taken their end in before its answer is here.
    private var ending: Set<LeaseToken> = []
    /// The lease call under way: its leases are not known here yet, though Redis may list them.
    private var callUnderWay: String?

    static let memory = Duration.seconds(60)
    private static let mostRemembered = 100_000
    private static let mostRememberedBytes = 64 << 20

    init(slots: Int) { self.slots = slots }

    var freeSlots: Int { max(0, slots - leases.count) }

    func freeSlots(of type: JobType) -> Int {
        min(freeSlots, (type.concurrency ?? slots) - (running[type.name] ?? 0))
    }

    mutating func beginLeasing(tokenPrefix: String) { callUnderWay = tokenPrefix }

    mutating func endLeasing(_ answered: [Lease]) {
        callUnderWay = nil
        for lease in answered {
            leases[lease.token] = lease
            running[lease.specification.type, default: 0] += 1
        }
    }

    /// A run is over, and Redis is being told.
    mutating func ends(_ token: LeaseToken) { ending.insert(token) }

    /// Redis has acknowledged the end of an attempt.
    mutating func reported(_ attempt: FinishedAttempt, at now: ContinuousClock.Instant) {
        if leases.removeValue(forKey: attempt.token) != nil { running[attempt.type, default: 1] -= 1 }
        ending.remove(attempt.token)
        var attempt = attempt
        // Redis has its checkpoint by now.
        if !hasRoom(for: attempt) { attempt.checkpoint = nil }
        // What is not remembered is handed back instead: it may run twice, but memory has a bound.
        guard hasRoom(for: attempt) else { return }
        remembered[attempt.token] = (attempt, now)
        rememberedBytes += attempt.byteCount
    }

    private func hasRoom(for attempt: FinishedAttempt) -> Bool {
        remembered.count < Self.mostRemembered && rememberedBytes + attempt.byteCount <= Self.mostRememberedBytes
    }

    /// The worker was given up: none of its leases is its own any more. Answers which to kill.
    mutating func reset() -> [LeaseToken] {
        defer { self = WorkerLedger(slots: slots) }
        return Array(leases.keys)
    }

    func question() -> Question { Question(held: Set(leases.keys)) }

    mutating func answered(
        _ answer: HeartbeatAnswer, to question: Question, at now: ContinuousClock.Instant
    ) -> [Action] {
        forgetOld(now)
        let cancelled = Set(answer.cancelled)
        var actions = leases.values.filter { cancelled.contains($0.id) }.map { Action.cancel($0.token) }
        guard let listed = answer.leases else { return actions }
        let tokens = Set(listed.map(\.token))
        actions += question.held.filter { leases[$0] != nil && !ending.contains($0) && !tokens.contains($0) }.map(
            Action.kill)
        for lease in listed where leases[lease.token] == nil && !isUnderWay(lease.token) {
            actions.append(.finish(remembered[lease.token]?.attempt ?? .handedBack(lease)))
        }
        return actions
    }

    private mutating func forgetOld(_ now: ContinuousClock.Instant) {
        for (token, known) in remembered where now - known.at > Self.memory {
            remembered[token] = nil
            rememberedBytes -= known.attempt.byteCount
        }
    }

    private func isUnderWay(_ token: LeaseToken) -> Bool {
        callUnderWay.map { token.text.hasPrefix($0 + ".") } ?? false
    }
}

extension FinishedAttempt {
    fileprivate static func handedBack(_ lease: ListedLease) -> FinishedAttempt {
        FinishedAttempt(
            id: lease.id, token: lease.token, type: lease.type, maximumRetries: 0, retryDelayMilliseconds: 0,
            report: .handedBack("the answer to its lease was lost"))
    }
}
