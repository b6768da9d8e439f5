/// How many dead-lettered jobs of one type ended with one error.
package struct DeadLetterGroup: Sendable, Hashable {
    package var type: String
    /// nil: no error is known.
    package var errorCode: String?
    package var count: Int

    package init(type: String, errorCode: String?, count: Int) {
        self.type = type
        self.errorCode = errorCode
        self.count = count
    }
}
