/// The function that performs a batch answered fewer inputs than it was given: whether the others were done is unknown.
package struct Unanswered: Error, Sendable, Hashable, CustomStringConvertible {
    package init() {}

    package var description: String {
        "the batch was performed without an answer for this input: it may have been done"
    }
}
