import GRPCCore
import GRPCNIOTransportHTTP2Posix
import ServiceLifecycle

/// Listens for gRPC, without TLS: that belongs in front of it.
package struct GRPCServerService: Service {
    private let server: GRPCServer<HTTP2ServerTransport.Posix>
    private let onRunning: @Sendable (Int) async -> Void

    /// `onRunning` hears the port when the socket listens.
    package init(
        service: JobService, host: String, port: Int, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        server = GRPCServer(
            transport: .http2NIOPosix(
                address: host.contains(":") ? .ipv6(host: host, port: port) : .ipv4(host: host, port: port),
                transportSecurity: .plaintext),
            services: [JobSchedulerProvider(service: service)])
        self.onRunning = onRunning
    }

    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                try await withGracefulShutdownHandler {
                    try await server.serve()
                } onGracefulShutdown: {
                    server.beginGracefulShutdown()
                }
            }
            if let port = try await server.listeningAddress?.port { await onRunning(port) }
        }
    }
}

extension SocketAddress {
    fileprivate var port: Int? { ipv4?.port ?? ipv6?.port }
}
