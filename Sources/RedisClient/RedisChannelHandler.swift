import NIOCore

/// The event loop's side of a connection: bytes in and out, and the alarm for overdue answers. Keeps no state of the
/// calls.
final class RedisChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let exchange: Exchange
    private let decoder: ReplyDecoder
    /// Of a subscriber: published messages come between the answers.
    private let onMessage: (@Sendable (RedisMessage) -> Void)?
    private var context: ChannelHandlerContext?
    private var alarm: (time: NIODeadline, task: Scheduled<Void>)?

    init(
        exchange: Exchange, maximumReplyBytes: Int, onMessage: (@Sendable (RedisMessage) -> Void)?
    ) throws(MalformedReply) {
        self.exchange = exchange
        self.onMessage = onMessage
        decoder = try ReplyDecoder(maximumReplyBytes: maximumReplyBytes)
    }

    /// Sends what has gathered.
    func flush() {
        guard let context else { return }
        let (chunks, nextDeadline) = exchange.takeOutbox()
        for chunk in chunks { context.write(wrapOutboundOut(chunk), promise: nil) }
        context.flush()
        if let nextDeadline { setAlarm(nextDeadline, context) }
    }

    // MARK: ChannelInboundHandler

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var replies: [RedisValue] = []
        do throws(MalformedReply) {
            try decoder.feed(unwrapInboundIn(data))
            while let reply = try decoder.next() {
                if let onMessage, let message = RedisMessage(reply) {
                    onMessage(message)
                } else {
                    replies.append(reply)
                }
            }
            if !exchange.receive(replies) { context.close(promise: nil) }
        } catch {
            // What came before the bad bytes is good.
            _ = exchange.receive(replies)
            close("Redis sent what cannot be read: \(error)", context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(ConnectionFailure.reason(of: error), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        exchange.close(.connectionClosed("Redis hung up"))
        alarm?.task.cancel()
        alarm = nil
        context.fireChannelInactive()
    }

    private func close(_ reason: String, _ context: ChannelHandlerContext) {
        exchange.close(.connectionClosed(reason))
        context.close(promise: nil)
    }

    // MARK: Overdue answers

    /// One alarm for all: it may ring for an answer that has come meanwhile, and then is set anew.
    private func setAlarm(_ time: NIODeadline, _ context: ChannelHandlerContext) {
        if let alarm, alarm.time <= time { return }
        alarm?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { [weak self] in
            guard let self else { return }
            ring()
        }
        alarm = (time, task)
    }

    private func ring() {
        alarm = nil
        guard let context else { return }
        let (isOpen, nextDeadline) = exchange.expire(at: .now())
        if !isOpen {
            context.close(promise: nil)
        } else if let nextDeadline {
            setAlarm(nextDeadline, context)
        }
    }
}
