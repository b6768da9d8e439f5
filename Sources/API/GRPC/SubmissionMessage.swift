extension Submission {
    init(_ request: Jobscheduler_V1_SubmitJobRequest) {
        self.init(
            type: request.jobType, payload: Array(request.payload.utf8),
            priority: request.hasPriority ? Int(request.priority) : nil,
            maximumRetries: request.hasMaxRetries ? Int(request.maxRetries) : nil,
            timeoutSeconds: request.hasTimeoutSeconds ? request.timeoutSeconds : nil)
    }
}
