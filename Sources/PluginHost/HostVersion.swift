/// The host's version as plugins see it: that of the whole product.
enum HostVersion {
    static let text = "0.1.0"
}
