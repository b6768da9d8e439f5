/// Bounds of what crosses between worker and plugin host, in bytes unless said otherwise.
package enum WireLimits {
    /// The body of one frame. A job's payload and a plugin's configuration must fit; a longer frame ends the host.
    package static let frame = 4 << 20
    package static let result = 1 << 20
    package static let checkpoint = 64 << 10
    package static let errorMessage = 8 << 10
    package static let errorCode = 128
    package static let progressMessage = 1 << 10
    /// A longer line, of a log or of standard output, is cut.
    package static let logLine = 8 << 10
    /// Entries of one list in a frame, such as a plugin's settings.
    package static let listCount = 4096
    /// How deep the JSON of a result may be nested.
    package static let jsonDepth = 128
}
