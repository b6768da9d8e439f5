import JobModel
import RedisClient

extension JobQueue {
    /// Lets go of recorded final jobs, and trims the stream up to the recorded sequence.
    package func forget(
        _ jobs: [JobID: JobVersion], recorded sequence: Int, session: QueueSession
    ) async throws(QueueError) {
        var rest = jobs.map { ($0, $1) }[...]
        repeat {
            let batch = rest.prefix(Self.maximumBatch)
            rest = rest.dropFirst(batch.count)
            // Trimmed only with the last batch: until then a crash leaves the entries to be passed over again.
            var arguments: [RedisArgument] = [.integer(rest.isEmpty ? sequence : 0)]
            for (id, version) in batch {
                arguments += [.string(id.description), .integer(version.epoch), .integer(version.version)]
            }
            _ = try await run(
                .forget, keys: [keys.jobs, keys.live, keys.notes, keys.events, keys.checkpoints], arguments: arguments,
                session: session)
        } while !rest.isEmpty
    }
}
