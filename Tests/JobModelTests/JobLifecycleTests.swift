import JobModel
import Testing

/// The table of docs/design.md, section 4: every state with every event.
@Suite struct JobLifecycleTests {
    static let events: [JobEvent] =
        [.becameDue, .leased, .workerLost, .cancelRequested, .replayed] + AttemptEnding.allCases.map(JobEvent.finished)

    /// What a job in its first attempt, with retries left, becomes; what is not listed is illegal.
    static let legal: [JobState: [JobEvent: JobState]] = [
        .scheduled: [.becameDue: .queued, .cancelRequested: .cancelled],
        .queued: [.leased: .running, .cancelRequested: .cancelled],
        .retrying: [.becameDue: .queued, .cancelRequested: .cancelled],
        .running: [
            .cancelRequested: .running, .workerLost: .queued, .finished(.completed): .completed,
            .finished(.failed): .failed, .finished(.transient): .retrying, .finished(.crashed): .retrying,
            .finished(.timedOut): .retrying, .finished(.cancelled): .cancelled, .finished(.handedBack): .queued,
        ],
        .completed: [:],
        .failed: [.replayed: .queued],
        .deadLetter: [.replayed: .queued],
        .cancelled: [.replayed: .queued],
    ]

    @Test(arguments: JobState.allCases) func everyPair(_ state: JobState) throws {
        for event in Self.events {
            var life = JobLifecycle(state: state)
            if let expected = Self.legal[state]?[event] {
                try life.apply(event, maximumRetries: 3)
                #expect(life.state == expected, "\(state) \(event)")
            } else {
                let error = #expect(throws: IllegalTransition.self) { try life.apply(event, maximumRetries: 3) }
                #expect(error == IllegalTransition(state: state, event: event))
                #expect(life == JobLifecycle(state: state), "an illegal event changes nothing")
            }
        }
    }

    @Test func maximumRetriesOfThreeMeansFourBurnedAttempts() throws {
        var life = JobLifecycle(state: .queued)
        for attempt in 1...4 {
            try life.apply(.leased, maximumRetries: 3)
            try life.apply(.finished(.transient), maximumRetries: 3)
            #expect(life.attempt == attempt && life.burned == attempt)
            #expect(life.state == (attempt < 4 ? .retrying : .deadLetter))
            if attempt < 4 { try life.apply(.becameDue, maximumRetries: 3) }
        }
    }

    @Test func handBacksAndLossesBurnNoRetry() throws {
        var life = JobLifecycle(state: .queued)
        for event in [JobEvent.finished(.handedBack), .workerLost] {
            try life.apply(.leased, maximumRetries: 0)
            try life.apply(event, maximumRetries: 0)
        }
        #expect(life == JobLifecycle(state: .queued, attempt: 2, losses: 1))
    }

    @Test func threeCrashesArePoisonWhateverRetriesAreLeft() throws {
        var life = JobLifecycle(state: .running, crashes: 2)
        try life.apply(.finished(.crashed), maximumRetries: 100)
        #expect(life.state == .deadLetter)
    }

    @Test func fiveLossesArePoison() throws {
        var life = JobLifecycle(state: .running, losses: 4)
        try life.apply(.workerLost, maximumRetries: 100)
        #expect(life.state == .deadLetter)
    }

    @Test(arguments: [
        (JobEvent.finished(.completed), JobState.completed), (.finished(.failed), .failed),
        (.finished(.transient), .cancelled), (.finished(.crashed), .cancelled), (.finished(.timedOut), .cancelled),
        (.finished(.handedBack), .cancelled), (.workerLost, .cancelled),
    ])
    func aFlaggedJobNeverWaitsToRunAgain(event: JobEvent, expected: JobState) throws {
        var life = JobLifecycle(state: .running, cancelRequested: true)
        try life.apply(event, maximumRetries: 3)
        #expect(life.state == expected)
    }

    @Test func aReplayRestartsTheCountsButNotTheAttempts() throws {
        var life = JobLifecycle(
            state: .deadLetter, attempt: 4, burned: 4, crashes: 2, losses: 1, cancelRequested: true)
        try life.apply(.replayed, maximumRetries: 3)
        #expect(life == JobLifecycle(state: .queued, attempt: 4))
    }
}
