import JobModel
import JobStore

/// Why a request was not done, the same for both doors. REST/Problem.swift and GRPC/GRPCStatus.swift each map it once.
package struct APIError: Error, Sendable, Hashable {
    /// Stable, for programs.
    package enum Code: String, Sendable, CaseIterable {
        case malformedRequest = "malformed_request"
        case invalidField = "invalid_field"
        case unknownField = "unknown_field"
        case unknownJobType = "unknown_job_type"
        case invalidPayload = "invalid_payload"
        case payloadTooLarge = "payload_too_large"
        case idempotencyKeyReused = "idempotency_key_reused"
        case notFound = "not_found"
        case stateConflict = "state_conflict"
        case methodNotAllowed = "method_not_allowed"
        case unsupportedMediaType = "unsupported_media_type"
        case overloaded = "overloaded"
        case unavailable = "unavailable"
        case internalError = "internal_error"
    }

    /// One thing that is wrong in the request.
    package struct Violation: Sendable, Hashable {
        /// RFC 6901, into the request's body, such as `/payload/duration`; of a list, the parameter's name alone.
        package var pointer: String
        package var message: String

        package init(pointer: String, message: String) {
            self.pointer = pointer
            self.message = message
        }
    }

    package var code: Code
    /// For people: what is at fault, and what to do.
    package var detail: String
    package var violations: [Violation]

    package init(_ code: Code, _ detail: String, violations: [Violation] = []) {
        self.code = code
        self.detail = detail
        self.violations = violations
    }

    /// Of the server's own fault, which is in its log.
    static let failed = APIError(.internalError, "the request failed; the server's log says why")

    static func invalidField(_ pointer: String, _ message: String) -> APIError {
        APIError(.invalidField, "\(pointer) \(message)", violations: [Violation(pointer: pointer, message: message)])
    }
}

extension APIError {
    /// When it is worth trying again; nil: trying the same again does not help.
    package var retryAfter: Duration? {
        switch code {
        case .overloaded, .unavailable: .seconds(1)
        default: nil
        }
    }

    /// Whether the request is at fault, and not the moment or the server.
    var isOfTheRequest: Bool { retryAfter == nil && code != .internalError && code != .idempotencyKeyReused }

    /// What the client can do nothing about is not told in full: the server's log has it.
    init(_ error: JobStoreError) {
        switch error {
        case .overloaded:
            self.init(.overloaded, "\(error)")
        case .unavailable, .unusable:
            self.init(
                .unavailable,
                "the database is not available. The request may have been carried out: look before repeating it.")
        case .keyReused:
            self.init(
                .idempotencyKeyReused,
                "another submission had this idempotency key: repeat that one as it was, or take a new key",
                violations: [Violation(pointer: "/idempotency_key", message: "was used for another submission")])
        case .refused, .corrupt, .newerSchema:
            self = .failed
        }
    }
}
