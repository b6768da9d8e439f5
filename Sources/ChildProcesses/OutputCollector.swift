import Glibc
import NIOCore
import NIOPosix

/// Reads a pipe to its end, keeping no more than a bound; the rest is read and forgotten, so that the writer is not
/// held up.
package final class OutputCollector: ChannelInboundHandler, Sendable {
    package typealias InboundIn = ByteBuffer

    private let collected: NIOLoopBoundBox<[UInt8]>
    private let limit: Int
    private let done: EventLoopPromise<[UInt8]>

    private init(limit: Int, eventLoop: any EventLoop) {
        collected = NIOLoopBoundBox.makeBoxSendingValue([], eventLoop: eventLoop)
        self.limit = limit
        done = eventLoop.makePromise()
    }

    /// Takes the descriptor over. Reads no longer than the given time, where one is given: the pipe may be held open by
    /// somebody whom the process started and left behind.
    package static func collect(
        _ descriptor: Int32, atMost limit: Int, within time: TimeAmount? = nil, eventLoop: any EventLoop
    ) async -> [UInt8] {
        let collector = OutputCollector(limit: limit, eventLoop: eventLoop)
        let channel: any Channel
        do {
            channel = try await NIOPipeBootstrap(group: eventLoop)
                .channelInitializer { $0.pipeline.addHandler(collector) }
                .takingOwnershipOfDescriptor(input: descriptor).get()
        } catch {
            close(descriptor)
            collector.done.fail(error)
            return []
        }
        do {
            let end = time.map { eventLoop.scheduleTask(in: $0) { channel.close(promise: nil) } }
            defer { end?.cancel() }
            return try await collector.done.futureResult.get()
        } catch {
            return []
        }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data).readableBytesView
        collected.value.append(contentsOf: bytes.prefix(limit - collected.value.count))
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    package func channelInactive(context: ChannelHandlerContext) { done.succeed(collected.value) }
}
