import GRPCCore
import GRPCNIOTransportHTTP2Posix
import NIOCore
import ServiceLifecycle

/// Listens for gRPC, without TLS: that belongs in front of it.
package struct GRPCServerService: Service {
    private let host: String
    private let port: Int
    private let server: GRPCServer<HTTP2ServerTransport.Posix>
    private let onRunning: @Sendable (Int) async -> Void

    /// Of one connection.
    private static let maximumConcurrentStreams = 1000

    /// `onRunning` hears the port when the socket listens.
    package init(
        service: JobService, host: String, port: Int, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws {
        // The transport takes addresses only; a name is looked up here, once, at the start.
        let address: NIOCore.SocketAddress
        do {
            address = try .makeAddressResolvingHost(host, port: port)
        } catch {
            throw ListenError(setting: "GRPC_PORT", host: host, port: port, error)
        }
        let ip = address.ipAddress ?? host
        server = GRPCServer(
            transport: .http2NIOPosix(
                address: address.protocol == .inet6 ? .ipv6(host: ip, port: port) : .ipv4(host: ip, port: port),
                transportSecurity: .plaintext,
                config: .defaults { config in
                    config.rpc.maxRequestPayloadSize = SubmissionRules.maximumRequestBytes
                    config.http2.maxConcurrentStreams = Self.maximumConcurrentStreams
                    config.channelDebuggingCallbacks.onAcceptTCPConnection = { connection in
                        connection.eventLoop.submit {
                            try connection.pipeline.syncOperations.addHandler(
                                LastReadCompleteHandler(), position: .first)
                        }
                    }
                }),
            services: [JobSchedulerService(service: service)])
        self.host = host
        self.port = port
        self.onRunning = onRunning
    }

    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                do {
                    try await withGracefulShutdownHandler {
                        try await server.serve()
                    } onGracefulShutdown: {
                        server.beginGracefulShutdown()
                    }
                } catch let error as RuntimeError {
                    throw ListenError(setting: "GRPC_PORT", host: host, port: port, error.cause ?? error)
                }
            }
            // Where it cannot listen, `serve` says why.
            if let port = try? await server.listeningAddress?.port { await onRunning(port) }
        }
    }
}

extension GRPCNIOTransportHTTP2Posix.SocketAddress {
    fileprivate var port: Int? { ipv4?.port ?? ipv6?.port }
}
