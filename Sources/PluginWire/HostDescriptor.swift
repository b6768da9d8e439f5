/// The descriptors and arguments that a plugin host is started with.
package enum HostDescriptor {
    /// The socket on which frames go both ways.
    package static let frames: Int32 = 3
    /// The memory of the ``SharedPage``; mapped, then closed.
    package static let sharedPage: Int32 = 4
    /// Nothing from here on is open in a new host.
    package static let firstFree: Int32 = 5
}
