import CCurl
import Glibc
import JobyardPlugin
import JobyardPluginCodable

/// `http_request`: one request to a server outside, through libcurl.
let plugin = Plugin(
    id: "jobyard.http_request", version: "1.0.0",
    types: [
        .codable(
            "http_request", description: "Sends one HTTP request and answers with the response.",
            payloadSchema: HTTPRequest.schema, resultSchema: HTTPResponse.schema, handler: perform)
    ],
    start: { context in
        _ = try allowsPrivateAddresses(context.configuration("allow_private_addresses"))
        // A server that hangs up is an error of the request. curl leaves signals alone, as it must where there are threads.
        signal(SIGPIPE, SIG_IGN)
        let code = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        guard code == CURLE_OK else { throw StartFailure(description: "libcurl: \(describe(code))") }
    },
    stop: { curl_global_cleanup() })

@c(jobyard_plugin_v1) public func entry(_ hostABI: UInt32) -> PluginDescriptor { plugin.descriptor }

struct StartFailure: Error, CustomStringConvertible {
    let description: String
}

/// The setting `allow_private_addresses`: whether requests may go into the operator's own network.
func allowsPrivateAddresses(_ setting: String?) throws(StartFailure) -> Bool {
    switch setting {
    case nil, "false": return false
    case "true": return true
    default: throw StartFailure(description: "allow_private_addresses must be true or false")
    }
}

@Sendable func perform(_ request: HTTPRequest, _ context: JobContext) throws -> HTTPResponse {
    try request.check()
    let allowsPrivate = try allowsPrivateAddresses(context.configuration("allow_private_addresses"))
    let response = try HTTPTransfer(request: request, context: context, allowsPrivateAddresses: allowsPrivate).perform()
    return try response.judged()
}
