/// The events stream does not follow on from the record. Nothing is recorded while that lasts.
struct RecordGap: Error, CustomStringConvertible {
    let expected: Int
    let found: Int

    var description: String {
        "the stream goes on with entry \(found) where \(expected) was expected: it or the record was restored from "
            + "elsewhere"
    }
}
