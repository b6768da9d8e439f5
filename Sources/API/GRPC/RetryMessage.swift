import JobModel

extension RetryRequest {
    init(_ request: Jobscheduler_V1_RetryDeadLettersRequest) {
        self.init(
            type: request.jobType.isEmpty ? nil : request.jobType,
            errorCode: request.errorCode.isEmpty ? nil : request.errorCode, statuses: request.statusFilter,
            limit: request.hasLimit ? Int(request.limit) : nil, isDryRun: request.dryRun)
    }
}

extension Jobscheduler_V1_RetryDeadLettersResponse {
    init(_ answer: RetryAnswer) {
        self.init()
        dryRun = answer.isDryRun
        count = Int32(clamping: answer.ids.count)
        jobIds = answer.ids.map(\.description)
        more = answer.isMore
    }
}
