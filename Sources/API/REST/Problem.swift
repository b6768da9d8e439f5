import HTTPTypes
import Hummingbird

/// An error as `application/problem+json` (RFC 9457), with our stable `code`.
struct Problem: Sendable {
    var status: HTTPResponse.Status
    var error: APIError

    init(_ error: APIError) {
        self.error = error
        status =
            switch error.code {
            case .malformedRequest: .badRequest
            case .invalidField, .unknownField, .unknownJobType, .invalidPayload, .idempotencyKeyReused:
                .unprocessableContent
            case .payloadTooLarge: .contentTooLarge
            case .notFound: .notFound
            case .stateConflict: .conflict
            case .methodNotAllowed: .methodNotAllowed
            case .unsupportedMediaType: .unsupportedMediaType
            case .overloaded, .unavailable: .serviceUnavailable
            case .internalError: .internalServerError
            }
    }

    init(_ error: HTTPError) {
        switch error.status {
        case .notFound: self.init(APIError(.notFound, "there is nothing at this path"))
        case .contentTooLarge: self.init(.bodyTooLarge(SubmissionRules.maximumRequestBytes))
        case let status where status.kind == .clientError:
            self.init(APIError(.malformedRequest, error.body ?? status.reasonPhrase))
            self.status = status
        default: self.init(.failed)
        }
    }

    var response: Response {
        let body = JSONObjectWriter.object { json in
            json.member("type", "about:blank")
            json.member("title", status.reasonPhrase)
            json.member("status", status.code)
            json.member("code", error.code.rawValue)
            json.member("detail", error.detail)
            if !error.violations.isEmpty {
                json.member(
                    "errors",
                    array: error.violations.map { violation in
                        JSONObjectWriter.object { json in
                            json.member("pointer", violation.pointer)
                            json.member("message", violation.message)
                        }
                    })
            }
        }
        var response = Response(json: body, status: status, contentType: "application/problem+json")
        if let delay = error.retryAfter { response.headers[.retryAfter] = String(delay.components.seconds) }
        return response
    }
}
