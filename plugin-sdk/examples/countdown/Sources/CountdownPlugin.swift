import JobyardPlugin
import JobyardPluginCodable

/// The job type `countdown`: counts down to 0, and answers how many numbers this attempt has counted. A job that mostly
/// waits, as it should be: it awaits, ends when it is cancelled, and goes on where an earlier attempt had to stop.
///
///     swift build -c release
let plugin = Plugin(
    id: "example.countdown", version: "1.0.0",
    types: [
        .codable(
            "countdown", description: "Counts down to 0.", payloadSchema: Countdown.schema,
            resultSchema: #"{"type": "object", "properties": {"counted": {"type": "integer"}}}"#, handler: countDown)
    ])

@c(jobyard_plugin_v1) public func entry(_ hostABI: UInt32) -> PluginDescriptor { plugin.descriptor }

struct Countdown: Decodable {
    let from: Int
    /// Before each number.
    let milliseconds: Int?

    static let schema = """
        {
          "type": "object",
          "properties": {
            "from": {"type": "integer", "minimum": 0, "maximum": 1000000},
            "milliseconds": {"type": "integer", "minimum": 0, "maximum": 60000, "default": 1000}
          },
          "required": ["from"],
          "additionalProperties": false
        }
        """
}

struct Counted: Encodable {
    let counted: Int
}

/// What the next attempt has to know.
struct Reached: Codable {
    let number: Int
}

@Sendable func countDown(_ payload: Countdown, _ context: JobContext) async throws -> Counted {
    let start = context.checkpoint(as: Reached.self)?.number ?? payload.from
    if start < payload.from {
        context.log(.info, "goes on where an earlier attempt stopped", fields: ["number": .integer(Int64(start))])
    }
    for number in stride(from: start, to: 0, by: -1) {
        // A cancelled job is a cancelled task: this throws, and the job ends as cancelled.
        try await Task.sleep(for: .milliseconds(payload.milliseconds ?? 1000))
        try context.keep(checkpoint: Reached(number: number - 1))
        context.progress(Double(payload.from - number + 1) / Double(payload.from))
    }
    return Counted(counted: start)
}
