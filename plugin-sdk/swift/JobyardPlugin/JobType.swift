/// One job type of a plugin: its name, what its payloads and results look like, its wishes, and its handler.
public struct JobType: Sendable {
    /// Runs one attempt, from the JSON text of the payload to that of the result; `nil` is a job without a result.
    ///
    /// A ``PluginFailure`` says how it failed. Any other error is a failure that is worth another try.
    public typealias Handler = @Sendable (_ payload: [UInt8], _ context: JobContext) throws -> [UInt8]?

    /// The same, for handlers that await: it runs as a task, which is cancelled when the job should stop, and the job
    /// ends with it. It must not block, as the threads of tasks are few, nor wait for the main actor, whose thread is
    /// the host's.
    public typealias AsyncHandler = @Sendable (_ payload: [UInt8], _ context: JobContext) async throws -> [UInt8]?

    /// `[a-z0-9][a-z0-9._-]{0,127}`, and no other plugin's in the same worker.
    public let name: String
    /// For people.
    public let description: String?
    /// JSON Schema 2020-12, as text: a payload that does not fit is refused at submission.
    public let payloadSchema: String?
    /// JSON Schema 2020-12, as text: with a result that does not fit the attempt fails.
    public let resultSchema: String?
    /// The numbers that it wishes for itself.
    public let limits: JobTypeLimits

    let handler: JobHandler

    /// A job type whose handler takes and returns JSON as bytes.
    public static func raw(
        _ name: String, description: String? = nil, payloadSchema: String? = nil, resultSchema: String? = nil,
        limits: JobTypeLimits = JobTypeLimits(), handler: @escaping Handler
    ) -> JobType {
        JobType(
            name: name, description: description, payloadSchema: payloadSchema, resultSchema: resultSchema,
            limits: limits, handler: .blocking(handler))
    }

    /// A job type whose handler awaits, and takes and returns JSON as bytes: see ``AsyncHandler``.
    public static func raw(
        _ name: String, description: String? = nil, payloadSchema: String? = nil, resultSchema: String? = nil,
        limits: JobTypeLimits = JobTypeLimits(), handler: @escaping AsyncHandler
    ) -> JobType {
        JobType(
            name: name, description: description, payloadSchema: payloadSchema, resultSchema: resultSchema,
            limits: limits, handler: .asynchronous(handler))
    }
}
