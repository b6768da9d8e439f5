import GRPCCore
import GRPCProtobuf

/// An error as gRPC carries it: a status code, and the details of google.rpc (https://google.aip.dev/193).
struct GRPCStatus: Sendable {
    let error: APIError
    let requestID: RequestID

    private static let domain = "jobyard"

    private var code: RPCError.Code {
        switch error.code {
        case .malformedRequest, .invalidField, .unknownField, .unknownJobType, .invalidPayload, .unsupportedMediaType:
            .invalidArgument
        case .payloadTooLarge: .resourceExhausted
        case .idempotencyKeyReused: .alreadyExists
        case .notFound: .notFound
        case .stateConflict: .failedPrecondition
        case .methodNotAllowed: .unimplemented
        case .overloaded, .unavailable: .unavailable
        case .internalError: .internalError
        }
    }

    private var details: [ErrorDetails] {
        var details: [ErrorDetails] = [
            .errorInfo(reason: error.code.rawValue, domain: Self.domain),
            .requestInfo(requestID: requestID.description, servingData: ""),
        ]
        if !error.violations.isEmpty {
            details.append(
                .badRequest(
                    violations: error.violations.map { .init(field: $0.pointer, description: $0.message) }))
        }
        if let delay = error.retryAfter { details.append(.retryInfo(delay: delay)) }
        return details
    }

    var rpcError: RPCError {
        let status = GoogleRPCStatus(code: code, message: error.detail, details: details)
        var metadata = status.rpcErrorMetadata
        metadata.addString(requestID.description, forKey: RequestID.header)
        return RPCError(code: code, message: error.detail, metadata: metadata)
    }
}
