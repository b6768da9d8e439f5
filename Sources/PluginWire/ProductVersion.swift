/// The version of the whole product: the worker and its plugin hosts are always of one build.
package enum ProductVersion {
    package static let text = "0.1.0"
}
