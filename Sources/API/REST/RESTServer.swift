import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The REST door: listens for HTTP, without TLS: that belongs in front of it.
package struct RESTServer: Service {
    private let host: String
    private let port: Int
    private let application: Application<RouterResponder<BasicRequestContext>>

    private static let maximumConnections = 4096

    /// `metrics` renders what `GET /metrics` answers. `onRunning` hears the address when the socket listens.
    package init(
        service: JobService, host: String, port: Int, metrics: @escaping @Sendable () -> String, logger: Logger,
        onRunning: @escaping @Sendable (SocketAddress) async -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        application = Application(
            router: Self.router([Endpoint].all(service, metrics: metrics)),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [RequestDeadlineHandler(), ContinueHandler()])),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
            onServerRunning: { channel in
                if let address = channel.localAddress { await onRunning(address) }
            }, logger: logger)
    }

    package func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw ListenError(setting: "API_PORT", host: host, port: port, error)
        }
    }

    private static func router(_ endpoints: [Endpoint]) -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestIDMiddleware())
        router.add(middleware: HeadMiddleware())
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: MethodMiddleware(endpoints: endpoints))
        for endpoint in endpoints {
            router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
                try await endpoint.handler(request, context)
            }
        }
        return router
    }
}
