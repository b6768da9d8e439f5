import Batching
import JobModel

extension Batcher where Input == NewJob, Output == Insertion {
    /// The group commit of a store.
    init(perform: @escaping Perform) {
        self.init(
            maximumCount: 1000, maximumWeight: 8 << 20, maximumWaiting: 4096,
            weight: { $0.specification.payload.count }, perform: perform)
    }

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
