/// How a worker works.
package struct WorkerConfiguration: Sendable {
    /// Shown in the registry, and the first part of the worker's id.
    package var host: String
    package var version: String
    package var pool: Pool
    /// How long running jobs may take to end at a shutdown before they are handed back.
    package var drainTimeout: Duration

    package init(host: String, version: String, pool: Pool, drainTimeout: Duration) {
        self.host = host
        self.version = version
        self.pool = pool
        self.drainTimeout = drainTimeout
    }
}
