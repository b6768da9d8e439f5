import JobyardPlugin
import JobyardPluginCodable

/// `random_failure`: fails as often as it is told to, in the way that it is told to. For rehearsing failures.
let plugin = Plugin(
    id: "jobyard.random_failure", version: "1.0.0",
    types: [
        .codable(
            "random_failure", description: "Fails with a given probability, in one of the ways in which handlers fail.",
            payloadSchema: RandomFailurePayload.schema, resultSchema: RandomFailureResult.schema,
            handler: failAtRandom)
    ])

@c(jobyard_plugin_v1) public func entry(_ hostABI: UInt32) -> PluginDescriptor { plugin.descriptor }

struct RandomFailurePayload: Decodable {
    let failureRate: Double
    let mode: FailureMode?
    let seed: Int64?

    enum CodingKeys: String, CodingKey {
        case failureRate = "failure_rate"
        case mode, seed
    }

    private static let explanations = FailureMode.allCases.map { "\($0.rawValue): \($0.explanation)" }

    /// The text of an array of plain words is also their JSON.
    static let schema = """
        {
          "type": "object",
          "properties": {
            "failure_rate": {
              "type": "number", "minimum": 0, "maximum": 1,
              "description": "How likely each attempt is to fail: 0 never does, 1 always."
            },
            "mode": {
              "enum": \(FailureMode.allCases.map(\.rawValue)), "default": "\(FailureMode.usual.rawValue)",
              "description": "How it fails. \(explanations.joined(separator: "; "))."
            },
            "seed": {
              "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991,
              "description": "With a seed, the draw depends on it and on the attempt alone."
            }
          },
          "required": ["failure_rate"],
          "additionalProperties": false
        }
        """
}

struct RandomFailureResult: Encodable {
    let attempt: Int
    /// In 0..<1: below the failure rate it would have failed.
    let draw: Double

    static let schema = """
        {
          "type": "object",
          "properties": {
            "attempt": {"type": "integer", "minimum": 1},
            "draw": {"type": "number", "minimum": 0, "exclusiveMaximum": 1}
          },
          "required": ["attempt", "draw"],
          "additionalProperties": false
        }
        """
}

@Sendable func failAtRandom(_ payload: RandomFailurePayload, _ context: JobContext) throws -> RandomFailureResult {
    let draw = payload.seed.map { seededDraw(seed: $0, attempt: context.attempt) } ?? .random(in: 0..<1)
    if draw < payload.failureRate {
        let message = "attempt \(context.attempt) drew \(draw), below \(payload.failureRate)"
        try (payload.mode ?? .usual).fail(message)
    }
    return RandomFailureResult(attempt: context.attempt, draw: draw)
}

/// A number in 0..<1, by SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): the
/// attempt-th of the sequence that the seed starts.
func seededDraw(seed: Int64, attempt: Int) -> Double {
    var mixed = UInt64(bitPattern: seed) &+ UInt64(truncatingIfNeeded: attempt) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return Double(mixed >> 11) * 0x1p-53
}
