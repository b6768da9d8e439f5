import JobModel
import JobStore
import SwiftProtobuf

extension DeadLetterRequest {
    init(_ request: Jobscheduler_V1_ListDeadLettersRequest) {
        self.init(
            type: request.jobType.isEmpty ? nil : request.jobType,
            errorCode: request.errorCode.isEmpty ? nil : request.errorCode,
            limit: request.hasLimit ? Int(request.limit) : nil, cursor: request.cursor.isEmpty ? nil : request.cursor)
    }
}

extension Jobscheduler_V1_ListDeadLettersResponse {
    init(_ page: DeadLetterPage) {
        self.init()
        deadLetters = page.jobs.map { Jobscheduler_V1_Job($0) }
        groups = page.groups.map { group in
            .with {
                $0.jobType = group.type
                $0.errorCode = group.errorCode ?? ""
                $0.count = Int64(group.count)
            }
        }
        nextCursor = page.next?.description ?? ""
    }
}
