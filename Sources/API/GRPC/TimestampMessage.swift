import JobModel
import SwiftProtobuf

extension Google_Protobuf_Timestamp {
    init(_ timestamp: Timestamp) {
        self.init(
            seconds: timestamp.milliseconds / 1000, nanos: Int32(timestamp.milliseconds % 1000) * 1_000_000)
    }
}

extension RequestCheck {
    /// What google.protobuf.Timestamp allows: the years 1 to 9999, and nanoseconds of one second.
    mutating func moment(_ timestamp: Google_Protobuf_Timestamp, _ pointer: String) -> Timestamp? {
        guard (-62_135_596_800...253_402_300_799).contains(timestamp.seconds),
            (0...999_999_999).contains(timestamp.nanos)
        else {
            refuse(pointer, "must be a time of the years 1 to 9999")
            return nil
        }
        return Timestamp(milliseconds: timestamp.seconds * 1000 + Int64(timestamp.nanos) / 1_000_000)
    }
}
