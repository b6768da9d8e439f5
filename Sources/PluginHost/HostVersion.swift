/// The host's version as plugins see it.
enum HostVersion {
    static let text = "1.0.0"
}
