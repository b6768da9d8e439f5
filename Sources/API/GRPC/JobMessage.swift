import JobModel
import SwiftProtobuf

extension Jobscheduler_V1_Job {
    /// The job as gRPC shows it.
    init(_ job: Job) {
        self.init()
        jobID = job.id.description
        jobType = job.specification.type
        status = job.state.rawValue
        priority = Int32(job.specification.priority.level)
        payload = String(decoding: job.specification.payload, as: UTF8.self)
        if let result = job.result { self.result = String(decoding: result, as: UTF8.self) }
        if let failure = job.failure { error = Jobscheduler_V1_JobError(failure) }
        attempt = Int32(clamping: job.status.lifecycle.attempt)
        burnedAttempts = Int32(clamping: job.status.lifecycle.burned)
        crashes = Int32(clamping: job.status.lifecycle.crashes)
        losses = Int32(clamping: job.status.lifecycle.losses)
        cancelRequested = job.status.lifecycle.cancelRequested
        maxRetries = Int32(clamping: job.specification.maximumRetries)
        timeoutSeconds = Double(job.specification.timeoutMilliseconds) / 1000
        retryPolicy = .with {
            $0.baseSeconds = Double(job.specification.retryPolicy.baseMilliseconds) / 1000
            $0.factor = job.specification.retryPolicy.factor
            $0.capSeconds = Double(job.specification.retryPolicy.capMilliseconds) / 1000
        }
        if let progress = job.progress {
            self.progress = .with {
                $0.fraction = progress.fraction
                if let message = progress.message { $0.message = message }
            }
        }
        if let worker = job.status.token?.worker { self.worker = worker.text }
        if let key = job.idempotencyKey { idempotencyKey = key }
        createdAt = Google_Protobuf_Timestamp(job.createdAt)
        if let runAt = job.runAt { self.runAt = Google_Protobuf_Timestamp(runAt) }
        if let startedAt = job.status.startedAt { self.startedAt = Google_Protobuf_Timestamp(startedAt) }
        if let finishedAt = job.finishedAt { self.finishedAt = Google_Protobuf_Timestamp(finishedAt) }
    }
}

extension Jobscheduler_V1_JobError {
    init(_ failure: JobFailure) {
        self.init()
        code = failure.code
        message = failure.message
    }
}
