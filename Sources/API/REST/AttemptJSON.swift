import JobModel
import JobStore

extension JobAttempt {
    var json: [UInt8] {
        JSONObjectWriter.object { json in
            json.member("attempt", number)
            json.member("worker", token.worker.text)
            json.member("host_pid", end?.hostProcessID.map { Int($0) })
            json.member("started_at", startedAt.description)
            json.member("ended_at", end?.at.description)
            json.member("outcome", end?.ending.rawValue)
            json.member("error", failure: end?.failure)
            json.member("signal", end?.signal)
        }
    }
}
