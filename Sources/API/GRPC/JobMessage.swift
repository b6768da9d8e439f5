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
        if let failure = job.failure {
            error = .with {
                $0.code = failure.code
                $0.message = failure.message
            }
        }
        attempt = Int32(clamping: job.status.lifecycle.attempt)
        maxRetries = Int32(clamping: job.specification.maximumRetries)
        timeoutSeconds = Double(job.specification.timeoutMilliseconds) / 1000
        if let progress = job.progress {
            self.progress = .with {
                $0.fraction = progress.fraction
                if let message = progress.message { $0.message = message }
            }
        }
        if let worker = job.status.token?.worker { self.worker = worker.text }
        createdAt = Google_Protobuf_Timestamp(job.createdAt)
        if let startedAt = job.status.startedAt { self.startedAt = Google_Protobuf_Timestamp(startedAt) }
        if let finishedAt = job.finishedAt { self.finishedAt = Google_Protobuf_Timestamp(finishedAt) }
    }
}

extension Google_Protobuf_Timestamp {
    fileprivate init(_ timestamp: Timestamp) {
        self.init(
            seconds: timestamp.milliseconds / 1000, nanos: Int32(timestamp.milliseconds % 1000) * 1_000_000)
    }
}
