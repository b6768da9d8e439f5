import JobModel
import JobStore
import SwiftProtobuf

extension Jobscheduler_V1_Attempt {
    init(_ attempt: JobAttempt) {
        self.init()
        self.attempt = Int32(clamping: attempt.number)
        worker = attempt.token.worker.text
        startedAt = Google_Protobuf_Timestamp(attempt.startedAt)
        guard let end = attempt.end else { return }
        endedAt = Google_Protobuf_Timestamp(end.at)
        outcome = end.ending.rawValue
        if let failure = end.failure { error = Jobscheduler_V1_JobError(failure) }
        if let processID = end.hostProcessID { hostPid = processID }
        if let signal = end.signal { self.signal = signal }
    }
}
