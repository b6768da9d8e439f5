import JobStore
import Logging

/// Waits at the start for a database that is out of reach, as where machines or containers start in any order. What
/// needs a person, such as a wrong password or a newer schema, is thrown at once.
struct DatabaseWait: Sendable {
    var firstPause = Duration.milliseconds(250)
    var longestPause = Duration.seconds(5)
    /// The log says again after so long that it waits.
    var reminder = Duration.seconds(60)
    let logger: Logger

    /// - Throws: every other error than `unavailable`; that one when cancelled.
    func open<Store: Sendable>(
        _ open: @Sendable () async throws(JobStoreError) -> Store
    ) async throws(JobStoreError) -> Store {
        var pause = firstPause
        var told: (error: JobStoreError, at: ContinuousClock.Instant)?
        while true {
            let failure: JobStoreError
            do throws(JobStoreError) {
                let store = try await open()
                if told != nil { logger.notice("the database is there") }
                return store
            } catch {
                failure = error
            }
            guard case .unavailable = failure, !Task.isCancelled else { throw failure }
            if told?.error != failure || (told?.at).map({ $0.duration(to: .now) > reminder }) == true {
                logger.warning("waiting for the database", metadata: ["error": "\(failure.shown)"])
                told = (failure, .now)
            }
            // Several servers that wait for one database shall not all come at once.
            try? await Task.sleep(for: pause * Double.random(in: 0.5...1))
            pause = min(pause * 2, longestPause)
        }
    }
}
