import Foundation
import NIOCore
import NIOPosix

/// A listener that answers the handshake as Redis does, and then with bytes of the test's choice to whatever comes.
final class FakeServer: Sendable {
    let path: String
    private let channel: any Channel

    /// - Parameters:
    ///   - greeting: sent at once when somebody connects.
    ///   - handshake: the answer to the first bytes that come.
    ///   - answer: the answer to the next ones; nil: it hangs up.
    init(greeting: String = "", handshake: String = "+OK\r\n", answer: [UInt8]?) async throws {
        path = "/tmp/fake-redis-\(UUID().uuidString.prefix(13)).sock"
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Handler(greeting: greeting, handshake: handshake, answer: answer))
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
    }

    func stop() async throws {
        try await channel.close()
        try? FileManager.default.removeItem(atPath: path)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let greeting: String
        private let handshake: String
        private let answer: [UInt8]?
        private var handshakeDone = false

        init(greeting: String, handshake: String, answer: [UInt8]?) {
            self.greeting = greeting
            self.handshake = handshake
            self.answer = answer
        }

        func channelActive(context: ChannelHandlerContext) {
            if !greeting.isEmpty { send(Array(greeting.utf8), context) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if !handshakeDone {
                handshakeDone = true
                send(Array(handshake.utf8), context)
            } else if let answer {
                send(answer, context)
            } else {
                context.close(promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }
    }
}
