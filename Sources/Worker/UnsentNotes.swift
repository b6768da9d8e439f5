import JobModel
import JobQueue

/// What the handlers of running attempts have told, and Redis has yet to hear: a value, apart from all I/O.
///
/// Of each attempt only the newest counts. Progress is a courtesy: what cannot be sent is dropped. A checkpoint waits
/// until Redis has it, and goes with the end of its attempt in any case.
struct UnsentNotes {
    private struct Checkpoint {
        var id: JobID
        var bytes: [UInt8]
        var isWaiting = true
    }

    private var progress: [LeaseToken: (id: JobID, progress: JobProgress)] = [:]
    private var checkpoints: [LeaseToken: Checkpoint] = [:]

    /// Whether there is something to send.
    var isWaiting: Bool { !progress.isEmpty || checkpoints.values.contains(where: \.isWaiting) }

    mutating func put(_ progress: JobProgress, of lease: Lease) { self.progress[lease.token] = (lease.id, progress) }

    mutating func put(checkpoint bytes: [UInt8], of lease: Lease) {
        checkpoints[lease.token] = Checkpoint(id: lease.id, bytes: bytes)
    }

    /// What is to be sent now: as much as fits into one call. The rest goes on waiting.
    mutating func take() -> [AttemptNote] {
        var notes: [AttemptNote] = []
        var bytes = 0
        for (token, checkpoint) in checkpoints where checkpoint.isWaiting {
            bytes += checkpoint.bytes.count
            guard notes.count < JobQueue.maximumBatch, bytes <= JobQueue.maximumBatchBytes else { return notes }
            checkpoints[token]?.isWaiting = false
            notes.append(AttemptNote(id: checkpoint.id, token: token, checkpoint: checkpoint.bytes))
        }
        for (token, told) in progress.prefix(JobQueue.maximumBatch - notes.count) {
            progress[token] = nil
            notes.append(AttemptNote(id: told.id, token: token, progress: told.progress))
        }
        return notes
    }

    /// They could not be sent. What is newer by now takes a checkpoint's place.
    mutating func notSent(_ notes: [AttemptNote]) {
        for note in notes where note.checkpoint != nil { checkpoints[note.token]?.isWaiting = true }
    }

    /// The attempt is over: nothing of it is to be sent any more. Answers the newest checkpoint that it kept.
    mutating func end(_ token: LeaseToken) -> [UInt8]? {
        progress[token] = nil
        return checkpoints.removeValue(forKey: token)?.bytes
    }
}
