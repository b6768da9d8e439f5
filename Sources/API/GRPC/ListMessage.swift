extension ListRequest {
    init(_ request: Jobscheduler_V1_ListJobsRequest) {
        self.init(
            statuses: request.statusFilter, type: request.jobType.isEmpty ? nil : request.jobType,
            limit: request.hasLimit ? Int(request.limit) : nil, cursor: request.cursor.isEmpty ? nil : request.cursor)
        var check = RequestCheck()
        if request.hasCreatedAfter { createdAfter = check.moment(request.createdAfter, "created_after") }
        if request.hasCreatedBefore { createdBefore = check.moment(request.createdBefore, "created_before") }
        faults = check
    }
}
