/// The life of a job as a value: its state, its counts, and every legal transition (the table in docs/design.md,
/// section 4).
///
/// The Lua scripts of JobQueue make the same moves inside Redis; their tests compare them with this type, pair by pair.
package struct JobLifecycle: Sendable, Hashable {
    package var state: JobState
    /// Leases so far; only rises.
    package var attempt: Int
    /// Attempts that used up a retry.
    package var burned: Int
    package var crashes: Int
    package var losses: Int
    package var cancelRequested: Bool

    /// So many crashes of its plugin host make a job poison.
    package static let maximumCrashes = 3
    /// So many leases lost with their workers make a job poison.
    package static let maximumLosses = 5

    package init(
        state: JobState, attempt: Int = 0, burned: Int = 0, crashes: Int = 0, losses: Int = 0,
        cancelRequested: Bool = false
    ) {
        self.state = state
        self.attempt = attempt
        self.burned = burned
        self.crashes = crashes
        self.losses = losses
        self.cancelRequested = cancelRequested
    }

    package mutating func apply(_ event: JobEvent, maximumRetries: Int) throws(IllegalTransition) {
        switch (state, event) {
        case (.scheduled, .becameDue), (.retrying, .becameDue):
            state = .queued
        case (.queued, .leased):
            state = .running
            attempt += 1
        case (.running, .finished(let ending)):
            finish(ending, maximumRetries: maximumRetries)
        case (.running, .workerLost):
            losses += 1
            state = cancelRequested ? .cancelled : losses >= Self.maximumLosses ? .deadLetter : .queued
        case (.running, .cancelRequested):
            cancelRequested = true
        case (.scheduled, .cancelRequested), (.queued, .cancelRequested), (.retrying, .cancelRequested):
            cancelRequested = true
            state = .cancelled
        case (.failed, .replayed), (.deadLetter, .replayed), (.cancelled, .replayed):
            self = JobLifecycle(state: .queued, attempt: attempt)
        default:
            throw IllegalTransition(state: state, event: event)
        }
    }

    private mutating func finish(_ ending: AttemptEnding, maximumRetries: Int) {
        switch ending {
        case .transient, .timedOut:
            burned += 1
        case .crashed:
            burned += 1
            crashes += 1
        case .completed, .failed, .cancelled, .handedBack:
            break
        }
        switch ending {
        case .completed: state = .completed  // success wins over a cancel
        case .failed: state = .failed
        case .cancelled: state = .cancelled
        case .handedBack: state = cancelRequested ? .cancelled : .queued
        case .transient, .timedOut, .crashed:
            if cancelRequested {
                state = .cancelled
            } else if burned > maximumRetries || crashes >= Self.maximumCrashes {
                state = .deadLetter
            } else {
                state = .retrying
            }
        }
    }
}
