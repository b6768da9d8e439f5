import JSONSchema
import JobModel

/// A job type that was advertised once, ready to check payloads with.
package struct KnownJobType: Sendable {
    package let type: JobType
    package let payloadSchema: JSONSchema?
    /// Live workers that offer it; 0: jobs wait for a capable worker.
    package var workers: Int
    package var waiting: Int
}
