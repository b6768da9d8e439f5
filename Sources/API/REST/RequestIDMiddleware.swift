import HTTPTypes
import Hummingbird
import Logging

/// Names every request, in its answer and in the log.
struct RequestIDMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let name = Self.headerName else { return try await next(request, context) }
        let id = RequestID(sent: request.headers[name])
        var context = context
        context.logger[metadataKey: "request_id"] = "\(id)"
        var response = try await next(request, context)
        response.headers[name] = id.description
        context.logger.debug(
            "answered",
            metadata: [
                "method": "\(request.method)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
            ])
        return response
    }

    private static let headerName = HTTPField.Name(RequestID.header)
}
