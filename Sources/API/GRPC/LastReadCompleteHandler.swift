import NIOCore

/// Completes the last read of a connection that ends in the middle of it.
///
/// swift-nio-http2 1.46 lists the streams that were read from until their read completes. Where the connection ends first,
/// as after a frame that breaks the protocol right behind one that opens a stream, the list keeps the stream, the stream
/// the connection, and the connection the list: 28 kB for ever, for each connection of a hostile client.
final class LastReadCompleteHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    func channelInactive(context: ChannelHandlerContext) {
        context.fireChannelInactive()
        context.fireChannelReadComplete()
    }
}
