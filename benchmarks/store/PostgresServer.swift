import JobStore

struct PostgresServer: BenchmarkDatabase {
    init() async throws { throw JobStoreError.unavailable(reason: "not yet") }
    func open() async throws -> any JobStore { throw JobStoreError.unavailable(reason: "not yet") }
    func processorMicroseconds() async throws -> Int { 0 }
    func bytesOnDisk() async throws -> Int { 0 }
    func remove() async {}
}
