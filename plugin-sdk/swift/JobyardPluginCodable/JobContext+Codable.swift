import FoundationEssentials
import JobyardPlugin

extension JobContext {
    /// Keeps a value, as JSON, for the next attempt, which reads it by ``checkpoint(as:)``. An array of bytes is kept
    /// as it is, and found in `checkpoint`.
    ///
    /// - Throws: `HostError`, as for bytes; what the encoding of the value throws.
    public func keep(checkpoint value: some Encodable) throws {
        try keep(checkpoint: [UInt8](JSONEncoder().encode(value)))
    }

    /// The value that an earlier attempt kept.
    ///
    /// - Returns: `nil` if there is none; nor is it one if it is no such `Value`, as an earlier version of the plugin
    ///   may have left it. Then a line of the log says so, and the job starts from its beginning, which jobs must bear
    ///   anyway.
    public func checkpoint<Value: Decodable>(as type: Value.Type = Value.self) -> Value? {
        guard let checkpoint else { return nil }
        do {
            return try JSONDecoder().decode(type, from: Data(checkpoint))
        } catch {
            log(.warning, "the checkpoint is no \(type), and passed over")
            return nil
        }
    }
}
