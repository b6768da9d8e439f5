import HTTPTypes
import Hummingbird

/// Answers OPTIONS, and refuses a method that a path does not take, naming those which it does (RFC 9110, sections 9.3.7
/// and 15.5.6).
struct MethodMiddleware: RouterMiddleware {
    let endpoints: [Endpoint]

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        let methods = methods(at: request.uri.path)
        guard !methods.isEmpty, !methods.contains(request.method) else { return try await next(request, context) }
        var response =
            if request.method == .options {
                Response(status: .noContent)
            } else {
                Problem(
                    APIError(
                        .methodNotAllowed,
                        "\(request.uri.path) does not take \(request.method); it takes \(list(methods))")
                ).response
            }
        response.headers[.allow] = list(methods + [.options])
        return response
    }

    /// `OPTIONS *` asks for the server as a whole.
    private func methods(at path: String) -> [HTTPRequest.Method] {
        var methods: [HTTPRequest.Method] = []
        for endpoint in endpoints where path == "*" || endpoint.matches(path) {
            for method in endpoint.method == .get ? [.get, .head] : [endpoint.method] where !methods.contains(method) {
                methods.append(method)
            }
        }
        return methods
    }

    private func list(_ methods: [HTTPRequest.Method]) -> String {
        methods.map(\.rawValue).joined(separator: ", ")
    }
}
