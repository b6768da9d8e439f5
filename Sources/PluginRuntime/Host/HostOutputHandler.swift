import NIOCore

/// Turns what a plugin host prints into lines of the log. On its event loop.
final class HostOutputHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let splitter: NIOLoopBoundBox<LineSplitter>
    private let stream: String
    private let host: HostProcess

    /// - Parameter stream: `stdout` or `stderr`.
    init(_ stream: String, host: HostProcess, eventLoop: any EventLoop) {
        self.stream = stream
        self.host = host
        splitter = NIOLoopBoundBox.makeBoxSendingValue(LineSplitter(), eventLoop: eventLoop)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for line in splitter.value.lines(unwrapInboundIn(data).readableBytesView) { write(line) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        if let rest = splitter.value.rest() { write(rest) }
    }

    private func write(_ line: String) { host.assumeIsolated { $0.printed(line, stream: stream) } }
}
