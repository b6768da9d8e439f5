import Hummingbird
import Logging
import NIOHTTP1

/// Makes every error that a route lets through a problem.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as APIError {
            return Problem(error).response
        } catch let error as HTTPError where error.status.kind != .serverError {
            return Problem(error).response
        } catch let error as HTTPParserError {
            // The client hung up, or what it sends is no HTTP: the connection's own affair.
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return Problem(.failed).response
        }
    }
}
