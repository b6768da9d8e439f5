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
    private static let maximumConnections = 4096
    /// Without a call, also before the first: clients connect again by themselves.
    private static let maximumIdleTime = Duration.seconds(300)
    /// For a client to hang up after it was told that the connection ends.
    private static let maximumGraceTime = Duration.seconds(10)
    private static let keepaliveTime = Duration.seconds(60)

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
        let connections = ConnectionLimit(Self.maximumConnections)
        let ip = address.ipAddress ?? host
        server = GRPCServer(
            transport: .http2NIOPosix(
                address: address.protocol == .inet6 ? .ipv6(host: ip, port: port) : .ipv4(host: ip, port: port),
                transportSecurity: .plaintext,
                config: .defaults { config in
                    config.rpc.maxRequestPayloadSize = SubmissionRules.maximumRequestBytes
                    config.http2.maxConcurrentStreams = Self.maximumConcurrentStreams
                    config.connection.maxIdleTime = Self.maximumIdleTime
                    config.connection.maxGraceTime = Self.maximumGraceTime
                    config.connection.keepalive.time = Self.keepaliveTime
                    config.channelDebuggingCallbacks.onAcceptTCPConnection = { connection in
                        connection.eventLoop.submit {
                            guard connections.admit(connection) else { return connection.close(promise: nil) }
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
