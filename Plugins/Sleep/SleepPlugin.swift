import JobyardPlugin
import JobyardPluginCodable

/// `sleep`: waits for so many seconds, and wakes at once when it is cancelled.
let plugin = Plugin(
    id: "jobyard.sleep", version: "1.0.0",
    types: [
        .codable(
            "sleep", description: "Waits for a number of seconds.", payloadSchema: SleepPayload.schema,
            resultSchema: SleepResult.schema,
            // Nobody can make progress in their sleep.
            limits: JobTypeLimits(heartbeatTimeout: .zero), handler: sleep)
    ])

@c(jobyard_plugin_v1) public func entry(_ hostABI: UInt32) -> PluginDescriptor { plugin.descriptor }

struct SleepPayload: Decodable {
    /// Seconds.
    let duration: Double

    /// A day, in seconds.
    static let longestDuration = 86_400

    static let schema = """
        {
          "type": "object",
          "properties": {
            "duration": {
              "type": "number", "minimum": 0, "maximum": \(longestDuration),
              "description": "Seconds; fractions are allowed."
            }
          },
          "required": ["duration"],
          "additionalProperties": false
        }
        """
}

struct SleepResult: Encodable {
    /// Seconds.
    let slept: Double

    static let schema = """
        {
          "type": "object",
          "properties": {"slept": {"type": "number", "minimum": 0, "description": "Seconds."}},
          "required": ["slept"],
          "additionalProperties": false
        }
        """
}

@Sendable func sleep(_ payload: SleepPayload, _ context: JobContext) throws -> SleepResult {
    let longest = SleepPayload.longestDuration
    guard (0...Double(longest)).contains(payload.duration) else {
        throw PluginFailure.discard(code: "invalid_payload", message: "duration must be from 0 to \(longest) seconds")
    }
    let clock = SuspendingClock()
    let start = clock.now
    if context.waitUntilCancelled(for: .seconds(payload.duration)) { throw PluginFailure.cancelled }
    return SleepResult(slept: (clock.now - start) / .seconds(1))
}
