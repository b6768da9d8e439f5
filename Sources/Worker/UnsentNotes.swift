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
        /// Where it stands among those that wait; nil: Redis has it, or it is on its way there.
        var place: Int?
    }

    private var progress: [LeaseToken: (id: JobID, progress: JobProgress)] = [:]
    private var checkpoints: [LeaseToken: Checkpoint] = [:]
    private var lastPlace = 0

    /// Whether there is something to send.
    var isWaiting: Bool { !progress.isEmpty || checkpoints.values.contains { $0.place != nil } }

    mutating func put(_ progress: JobProgress, of lease: Lease) { self.progress[lease.token] = (lease.id, progress) }

    /// The newer of two keeps the place of the older, so that nobody who keeps much gets ahead of the others.
    mutating func put(checkpoint bytes: [UInt8], of lease: Lease) {
        let place = checkpoints[lease.token]?.place ?? nextPlace()
        checkpoints[lease.token] = Checkpoint(id: lease.id, bytes: bytes, place: place)
    }

    /// What is to be sent now: as much as fits into one call, and the rest goes on waiting. Of the checkpoints those go
    /// first which have waited longest; half of the notes are left to progress.
    mutating func take() -> [AttemptNote] {
        var notes: [AttemptNote] = []
        var bytes = 0
        let waiting = checkpoints.compactMap { token, checkpoint in
            checkpoint.place.map { (place: $0, token: token, checkpoint: checkpoint) }
        }
        for (_, token, checkpoint) in waiting.sorted(by: { $0.place < $1.place }) {
            bytes += checkpoint.bytes.count
            guard notes.count < JobQueue.maximumBatch / 2, bytes <= JobQueue.maximumBatchBytes else { break }
            checkpoints[token]?.place = nil
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
        for note in notes where note.checkpoint != nil { wait(note.token) }
    }

    /// Redis may have lost what it had: every checkpoint of a running attempt is to be sent again.
    mutating func sendAllAgain() {
        for token in checkpoints.keys { wait(token) }
    }

    /// The attempt is over: nothing of it is to be sent any more. Answers the newest checkpoint that it kept.
    mutating func end(_ token: LeaseToken) -> [UInt8]? {
        progress[token] = nil
        return checkpoints.removeValue(forKey: token)?.bytes
    }

    private mutating func wait(_ token: LeaseToken) {
        guard var checkpoint = checkpoints[token], checkpoint.place == nil else { return }
        checkpoint.place = nextPlace()
        checkpoints[token] = checkpoint
    }

    private mutating func nextPlace() -> Int {
        lastPlace += 1
        return lastPlace
    }
}
