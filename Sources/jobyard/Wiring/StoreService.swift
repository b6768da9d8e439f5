import JobStore
import ServiceLifecycle

/// Closes the database, after everything that uses it has stopped.
struct StoreService: Service {
    let store: any JobStore

    func run() async throws {
        try? await gracefulShutdown()
        await store.close()
    }
}
