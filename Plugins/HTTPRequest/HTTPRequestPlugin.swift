import CCurl
import Glibc
import HTTPRequestPolicy
import JobyardPlugin
import JobyardPluginCodable

/// `http_request`: one request to a server outside, and where it is redirected if so wished, through libcurl.
let plugin = Plugin(
    id: "jobyard.http_request", version: "1.0.0",
    types: [
        .codable(
            "http_request", description: "Sends one HTTP request and answers with the response.",
            payloadSchema: HTTPRequest.schema, resultSchema: HTTPResponse.schema, handler: perform)
    ],
    start: { context in
        _ = try Settings(context.configuration)
        // A server that hangs up is an error of the request. curl leaves signals alone, as it must where there are
        // threads.
        signal(SIGPIPE, SIG_IGN)
        let code = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        guard code == CURLE_OK else { throw StartFailure(description: "libcurl: \(CurlHandle.describe(code))") }
    },
    stop: { curl_global_cleanup() })

@c(jobyard_plugin_v1) public func entry(_ hostABI: UInt32) -> PluginDescriptor { plugin.descriptor }

struct StartFailure: Error, CustomStringConvertible {
    let description: String
}

@Sendable func perform(_ payload: HTTPRequest, _ context: JobContext) throws -> HTTPResponse {
    let settings = try Settings(context.configuration)
    let exchange = HTTPExchange(terms: try payload.terms(settings), context: context)
    return try exchange.perform(payload.outgoing())
}
