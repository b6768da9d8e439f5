import JobModel

/// What a run of one job's transitions makes of its row and its attempts: every rule of recording, apart from any
/// database.
package struct RecordChange: Sendable, Hashable {
    package let id: JobID
    /// nil: all the transitions were passed over, the row stays as it is.
    package var row: Row?
    /// Those that began or ended, in order; to be upserted by lease token, and only while they are open.
    package var attempts: [JobAttempt]

    /// What a row holds that a transition may change, or that decides whether it does.
    package struct Row: Sendable, Hashable {
        package var status: JobStatus
        package var failure: JobFailure?
        package var progress: JobProgress?
        package var result: [UInt8]?
        package var checkpoint: [UInt8]?

        package init(
            status: JobStatus, failure: JobFailure? = nil, progress: JobProgress? = nil, result: [UInt8]? = nil,
            checkpoint: [UInt8]? = nil
        ) {
            self.status = status
            self.failure = failure
            self.progress = progress
            self.result = result
            self.checkpoint = checkpoint
        }

        /// A row takes a transition only if its pair is newer, and a final row takes none.
        fileprivate func takes(_ transition: JobTransition) -> Bool {
            !status.state.isFinal && transition.status.version > status.version
        }

        fileprivate mutating func take(_ transition: JobTransition) {
            let cancelRequested = status.lifecycle.cancelRequested
            status = transition.status
            // The row's flag is set before Redis hears of it, and stays.
            if cancelRequested { status.lifecycle.cancelRequested = true }
            if status.state == .completed {
                failure = nil
                result = transition.report?.result
            } else if transition.report?.ending != .handedBack, let newFailure = transition.failure {
                failure = newFailure
            }
            if let newProgress = transition.report?.progress { progress = newProgress }
            // A job that may run again, be it by a replay, goes on from its checkpoint.
            if status.state == .completed {
                checkpoint = nil
            } else if let kept = transition.checkpoint {
                checkpoint = kept.isEmpty ? nil : kept
            }
        }
    }

    /// - Parameters:
    ///   - transitions: of one job, in the order of the stream.
    ///   - row: as it stands in the record.
    package init(of id: JobID, transitions: [JobTransition], onto row: Row) {
        self.id = id
        attempts = []
        var changed = row
        for transition in transitions {
            if changed.takes(transition) { changed.take(transition) }
            noteAttempt(transition)
        }
        self.row = changed.status.version == row.status.version ? nil : changed
    }

    /// An attempt is a fact, whatever the row made of the transition.
    private mutating func noteAttempt(_ transition: JobTransition) {
        let status = transition.status
        guard let token = status.token else { return }
        let index = attempts.firstIndex { $0.token == token } ?? attempts.endIndex
        if index == attempts.endIndex {
            let begin = status.startedAt ?? status.changedAt
            for other in attempts.indices { attempts[other].closeIfOpen(JobAttempt.End(at: begin, ending: .lost)) }
            attempts.append(JobAttempt(token: token, number: status.lifecycle.attempt, startedAt: begin))
        }
        guard status.state != .running else { return }
        attempts[index].closeIfOpen(JobAttempt.End(at: status.changedAt, report: transition.report))
    }

    /// The runs of transitions in stream entries, job by job, each in order.
    package static func runs(in batches: some Sequence<JobTransitionBatch>) -> [(
        id: JobID, transitions: [JobTransition]
    )] {
        var runs: [(id: JobID, transitions: [JobTransition])] = []
        var index: [JobID: Int] = [:]
        for batch in batches {
            for transition in batch.transitions {
                if let known = index[transition.id] {
                    runs[known].transitions.append(transition)
                } else {
                    index[transition.id] = runs.count
                    runs.append((transition.id, [transition]))
                }
            }
        }
        return runs
    }

    /// What Redis may forget once these entries are recorded: the last pair of each job that ends final in them.
    package static func forgettable(in batches: [JobTransitionBatch]) -> [JobID: JobVersion] {
        var last: [JobID: JobStatus] = [:]
        for batch in batches { for transition in batch.transitions { last[transition.id] = transition.status } }
        return last.compactMapValues { $0.state.isFinal ? $0.version : nil }
    }

    /// The same change of the pair for a row whose contents the database refuses: failed, and says why.
    package func unrecordable(reason: String) -> RecordChange? {
        guard var row else { return nil }
        row.status.lifecycle.state = .failed
        row.status.token = nil
        row.failure = JobFailure(code: "unrecordable", message: reason)
        row.progress = nil
        row.result = nil
        row.checkpoint = nil
        var change = self
        change.row = row
        change.attempts = []
        return change
    }
}

extension JobAttempt {
    fileprivate mutating func closeIfOpen(_ end: End) {
        if self.end == nil { self.end = end }
    }
}

extension JobAttempt.End {
    /// Out of running without a report: nobody knows how it ended.
    fileprivate init(at moment: Timestamp, report: AttemptReport?) {
        self.init(
            at: moment, ending: report.map { .reported($0.ending) } ?? .lost, failure: report?.failure,
            hostProcessID: report?.hostProcessID, signal: report?.signal)
    }
}
