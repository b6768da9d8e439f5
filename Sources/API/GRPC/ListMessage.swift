import JobModel
import SwiftProtobuf

extension ListRequest {
    init(_ request: Jobscheduler_V1_ListJobsRequest) {
        self.init(
            statuses: request.statusFilter, type: request.jobType.isEmpty ? nil : request.jobType,
            limit: request.hasLimit ? Int(request.limit) : nil, cursor: request.cursor.isEmpty ? nil : request.cursor)
        var check = RequestCheck()
        if request.hasCreatedAfter { createdAfter = Self.moment(request.createdAfter, "created_after", &check) }
        if request.hasCreatedBefore { createdBefore = Self.moment(request.createdBefore, "created_before", &check) }
        faults = check
    }

    /// What google.protobuf.Timestamp allows: the years 1 to 9999, and nanoseconds of one second.
    private static func moment(
        _ timestamp: Google_Protobuf_Timestamp, _ name: String, _ check: inout RequestCheck
    ) -> Timestamp? {
        guard (-62_135_596_800...253_402_300_799).contains(timestamp.seconds),
            (0...999_999_999).contains(timestamp.nanos)
        else {
            check.refuse(name, "must be a time of the years 1 to 9999")
            return nil
        }
        return Timestamp(milliseconds: timestamp.seconds * 1000 + Int64(timestamp.nanos) / 1_000_000)
    }
}
