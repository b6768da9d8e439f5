/// What a worker wants of one type.
package struct LeaseRequest: Sendable {
    package var type: String
    /// At most so many of it.
    package var limit: Int
    package var cancelGraceMilliseconds: Int

    package init(type: String, limit: Int, cancelGraceMilliseconds: Int) {
        self.type = type
        self.limit = limit
        self.cancelGraceMilliseconds = cancelGraceMilliseconds
    }
}
