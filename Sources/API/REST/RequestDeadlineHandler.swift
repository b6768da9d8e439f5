import NIOCore
import NIOHTTPTypes

/// Closes a connection whose client is too slow: see ``RequestDeadline``.
final class RequestDeadlineHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var deadline = RequestDeadline()
    private var timer: Scheduled<Void>?

    func channelActive(context: ChannelHandlerContext) {
        handle(.connected, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: handle(.requestBegan, context)
        case .body: break
        case .end: handle(.requestEnded, context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { handle(.responseEnded, context) }
        context.write(data, promise: promise)
    }

    private func handle(_ event: RequestDeadline.Event, _ context: ChannelHandlerContext) {
        timer?.cancel()
        switch deadline.handle(event) {
        case .stop: timer = nil
        case .start(let time):
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
        }
    }
}
