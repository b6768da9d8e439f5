import Batching

extension Batcher where Input == NewJob, Output == Insertion {
    /// Hands a submission in to the next group commit.
    func insert(_ job: NewJob) async throws(JobStoreError) -> Insertion {
        do {
            return try await submit(job)
        } catch let error as JobStoreError {
            throw error
        } catch is Overloaded {
            throw .overloaded
        } catch {
            throw .unavailable(reason: "\(error)")
        }
    }
}
