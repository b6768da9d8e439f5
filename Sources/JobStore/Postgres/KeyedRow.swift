import JobModel

/// A row that was submitted with a key.
struct KeyedRow {
    struct Name: Hashable {
        let caller: String
        let text: String

        init(_ key: IdempotencyKey) { (caller, text) = (key.caller, key.text) }
        init(caller: String, text: String) { (self.caller, self.text) = (caller, text) }
    }

    let name: Name
    let fingerprint: [UInt8]
    let job: Job

    /// As ``PostgresJobTable/jobs(_:)`` of keys lists it.
    init(_ reader: inout PostgresRowReader) throws {
        let caller = try reader.nextText()
        fingerprint = try reader.nextBytes()
        job = try reader.nextJob()
        name = Name(caller: caller, text: job.idempotencyKey ?? "")
    }
}
