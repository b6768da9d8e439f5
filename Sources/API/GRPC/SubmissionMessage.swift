extension Submission {
    init(_ request: Jobscheduler_V1_SubmitJobRequest) {
        self.init(
            type: request.jobType, payload: Array(request.payload.utf8),
            priority: request.hasPriority ? Int(request.priority) : nil,
            maximumRetries: request.hasMaxRetries ? Int(request.maxRetries) : nil,
            timeoutSeconds: request.hasTimeoutSeconds ? request.timeoutSeconds : nil)
        if request.hasDelaySeconds { delaySeconds = request.delaySeconds }
        if request.hasRetryPolicy { retryPolicy = RetryPolicyRequest(request.retryPolicy) }
        if !request.idempotencyKey.isEmpty { idempotencyKey = request.idempotencyKey }
        var check = RequestCheck()
        if request.hasRunAt { runAt = check.moment(request.runAt, "/run_at") }
        faults = check
    }
}

extension RetryPolicyRequest {
    fileprivate init(_ policy: Jobscheduler_V1_RetryPolicy) {
        self.init(
            baseSeconds: policy.hasBaseSeconds ? policy.baseSeconds : nil,
            factor: policy.hasFactor ? policy.factor : nil,
            capSeconds: policy.hasCapSeconds ? policy.capSeconds : nil)
    }
}
