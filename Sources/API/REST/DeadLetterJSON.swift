import JobModel
import JobStore

extension DeadLetterPage {
    var json: [UInt8] {
        JSONObjectWriter.object { json in
            json.member("dead_letters", array: jobs.map(\.json))
            json.member("groups", array: groups.map(\.json))
            json.member("next_cursor", next?.description)
        }
    }
}

extension DeadLetterGroup {
    fileprivate var json: [UInt8] {
        JSONObjectWriter.object { json in
            json.member("job_type", type)
            json.member("error_code", errorCode)
            json.member("count", count)
        }
    }
}
