import NIOCore

/// Turns what a plugin host prints into lines of the log. On its event loop.
final class HostOutputHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let splitter: NIOLoopBoundBox<LineSplitter>
    private let budget: NIOLoopBoundBox<Int>
    private let stream: String
    private let host: HostProcess

    /// - Parameter stream: `stdout` or `stderr`.
    init(_ stream: String, host: HostProcess, eventLoop: any EventLoop) {
        self.stream = stream
        self.host = host
        budget = NIOLoopBoundBox.makeBoxSendingValue(Self.bytesATurn, eventLoop: eventLoop)
        splitter = NIOLoopBoundBox.makeBoxSendingValue(LineSplitter(), eventLoop: eventLoop)
    }

    /// What is read in each turn, and how often: a plugin that prints faster waits in its own write, so that it cannot
    /// take the event loop from others.
    private static let bytesATurn = 1 << 20
    private static let turn = TimeAmount.milliseconds(100)

    func channelActive(context: ChannelHandlerContext) { context.read() }

    func channelReadComplete(context: ChannelHandlerContext) {
        if budget.value > 0 { return context.read() }
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.turn) { [budget] in
            budget.value = Self.bytesATurn
            context.value.read()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        budget.value -= unwrapInboundIn(data).readableBytes
        for line in splitter.value.lines(unwrapInboundIn(data).readableBytesView) { write(line) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        if let rest = splitter.value.rest() { write(rest) }
    }

    private func write(_ line: String) { host.assumeIsolated { $0.printed(line, stream: stream) } }
}
