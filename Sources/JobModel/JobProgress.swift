/// How far a handler says it has come.
package struct JobProgress: Sendable, Hashable {
    /// 0…1
    package var fraction: Double
    package var message: String?

    package init(fraction: Double, message: String? = nil) {
        self.fraction = fraction
        self.message = message
    }
}
