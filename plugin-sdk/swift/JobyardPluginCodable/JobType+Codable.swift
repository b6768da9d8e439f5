import FoundationEssentials
import JobyardPlugin

/// Job types whose payload and result are Codable types. A module of its own, as it brings FoundationEssentials into
/// the plugin host, about 5 MB of memory that a plugin without it saves.
extension JobType {
    /// A job type whose handler takes and returns values.
    ///
    /// A payload that is not a `Payload` is a permanent failure, `invalid_payload`; a result that JSON cannot hold is
    /// `invalid_result`. What the handler throws counts as in ``JobType/Handler``.
    public static func codable<Payload: Decodable & SendableMetatype, Result: Encodable & SendableMetatype>(
        _ name: String, description: String? = nil, payloadSchema: String? = nil, resultSchema: String? = nil,
        limits: JobTypeLimits = JobTypeLimits(),
        handler: @escaping @Sendable (_ payload: Payload, _ context: JobContext) throws -> Result
    ) -> JobType {
        .raw(
            name, description: description, payloadSchema: payloadSchema, resultSchema: resultSchema, limits: limits
        ) { bytes, context in
            try encode(handler(decode(bytes), context))
        }
    }

    /// A job type whose handler awaits, and takes and returns values: see ``JobType/AsyncHandler``.
    public static func codable<Payload: Decodable & SendableMetatype, Result: Encodable & SendableMetatype>(
        _ name: String, description: String? = nil, payloadSchema: String? = nil, resultSchema: String? = nil,
        limits: JobTypeLimits = JobTypeLimits(),
        handler: @escaping @Sendable (_ payload: Payload, _ context: JobContext) async throws -> Result
    ) -> JobType {
        .raw(
            name, description: description, payloadSchema: payloadSchema, resultSchema: resultSchema, limits: limits
        ) { bytes, context in
            try encode(await handler(decode(bytes), context))
        }
    }

    private static func decode<Payload: Decodable>(_ bytes: [UInt8]) throws(PluginFailure) -> Payload {
        do {
            return try JSONDecoder().decode(Payload.self, from: Data(bytes))
        } catch {
            throw .discard(code: "invalid_payload", message: "\(error)")
        }
    }

    private static func encode<Result: Encodable>(_ result: Result) throws(PluginFailure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(result))
        } catch {
            throw .discard(code: "invalid_result", message: "\(error)")
        }
    }
}
