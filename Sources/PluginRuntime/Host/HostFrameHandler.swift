import NIOCore
import PluginWire

/// Turns what a plugin host sends into events. On its event loop.
final class HostFrameHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let splitter: NIOLoopBoundBox<FrameSplitter>
    private let host: HostProcess

    init(host: HostProcess, eventLoop: any EventLoop) {
        self.host = host
        splitter = NIOLoopBoundBox.makeBoxSendingValue(FrameSplitter(), eventLoop: eventLoop)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        splitter.value.append(unwrapInboundIn(data).readableBytesView)
        do {
            while let body = try splitter.value.next() {
                let event = try HostEvent(decoding: body)
                host.assumeIsolated { $0.received(event) }
            }
        } catch {
            fail("sent \(error)", context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail("cannot be read: \(error)", context) }

    func channelInactive(context: ChannelHandlerContext) { host.assumeIsolated { $0.framesEnded() } }

    private func fail(_ reason: String, _ context: ChannelHandlerContext) {
        host.assumeIsolated { $0.failed(reason) }
        context.close(promise: nil)
    }
}
