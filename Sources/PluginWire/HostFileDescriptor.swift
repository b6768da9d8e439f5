/// The file descriptors that a plugin host is started with, beside those of standard input and output.
package enum HostFileDescriptor {
    /// The socket on which frames go both ways.
    package static let frames: Int32 = 3
    /// The memory of the ``SharedPage``; mapped, then closed.
    package static let sharedPage: Int32 = 4
}
