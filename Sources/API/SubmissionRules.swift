import JSONSchema
import JobModel

/// What holds for jobs whose submitter and type leave it open, and the bounds for those that do not.
package struct SubmissionRules: Sendable, Hashable {
    package var defaultMaximumRetries: Int
    package var defaultTimeoutSeconds: Double

    package static let maximumPayloadBytes = 1 << 20
    /// Of a submission: a payload, and room for what is around it.
    package static let maximumRequestBytes = maximumPayloadBytes + 64 << 10
    package static let maximumPayloadDepth = 64
    package static let retriesRange = 0...100
    /// A week.
    package static let maximumTimeoutSeconds = 604_800.0

    package init(defaultMaximumRetries: Int, defaultTimeoutSeconds: Double) {
        self.defaultMaximumRetries = defaultMaximumRetries
        self.defaultTimeoutSeconds = defaultTimeoutSeconds
    }

    /// Every check that a submission must pass, in one place.
    ///
    /// - Returns: nil where the payload's check takes more than the bounds, unless these are the standard ones: then it does
    ///   not fit.
    func specification(
        of submission: Submission, type known: KnownJobType, within bounds: ValidationBounds = .standard
    ) throws(APIError) -> JobSpecification? {
        guard submission.payload.count <= Self.maximumPayloadBytes else {
            throw APIError(
                .payloadTooLarge,
                "the payload has \(submission.payload.count) bytes; at most \(Self.maximumPayloadBytes) are taken",
                violations: [.init(pointer: "/payload", message: "is too large")])
        }
        var check = submission.faults
        let priority = JobPriority(submission.priority ?? JobPriority.standard.level)
        if priority == nil { check.refuse("/priority", "must be an integer from 0 to 10") }
        if let retries = submission.maximumRetries, !Self.retriesRange.contains(retries) {
            check.refuse("/max_retries", "must be an integer from 0 to \(Self.retriesRange.upperBound)")
        }
        if let timeout = submission.timeoutSeconds, !Self.isTimeout(timeout) {
            check.refuse(
                "/timeout_seconds",
                "must be a number from 0.001 to \(Int(Self.maximumTimeoutSeconds)), or 0 for no limit")
        }
        Self.checkSchedule(submission, now: .now(), &check)
        if !check.names("/payload"),
            !isDecided(submission.payload, schema: known.payloadSchema, within: bounds, &check)
        {
            return nil
        }
        try check.finish()
        let timeout = submission.timeoutSeconds.map { Int(($0 * 1000).rounded()) }
        return JobSpecification(
            type: known.type.name, payload: submission.payload, priority: priority ?? .standard,
            maximumRetries: submission.maximumRetries ?? known.type.maximumRetries ?? defaultMaximumRetries,
            timeoutMilliseconds: timeout ?? known.type.timeoutMilliseconds ?? Int(defaultTimeoutSeconds * 1000),
            retryPolicy: Self.retryPolicy(of: submission, type: known.type))
    }

    private static func isTimeout(_ seconds: Double) -> Bool {
        seconds == 0 || (0.001...maximumTimeoutSeconds).contains(seconds)
    }

    private func isDecided(
        _ payload: [UInt8], schema: JSONSchema?, within bounds: ValidationBounds, _ check: inout RequestCheck
    ) -> Bool {
        do {
            let value = try JSONValue.parse(payload, maximumDepth: Self.maximumPayloadDepth)
            let violations = schema?.validate(value, within: bounds) ?? []
            if bounds.steps < ValidationBounds.standard.steps,
                violations.contains(where: { $0.keyword == JSONSchemaViolation.undecided })
            {
                return false
            }
            for violation in violations {
                check.refuse("/payload" + violation.pointer, violation.message, code: .invalidPayload)
            }
        } catch {
            check.refuse("/payload", "is not JSON: \(error)", code: .invalidPayload)
        }
        return true
    }
}
