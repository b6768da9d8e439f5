import JSONSchema
import JobModel

extension RetryRequest {
    /// Reads the body of `POST /dead-letters/retry`.
    init(body: [UInt8]) throws(APIError) {
        let object = try JSONObject.reading(body)
        var check = RequestCheck()
        self.init()
        object.read(&check) { name, value, pointer, check in
            switch name {
            case "job_type": type = check.string(value, pointer)
            case "error_code": errorCode = check.string(value, pointer)
            case "status_filter":
                guard let given = check.strings(value, pointer) else { break }
                statuses = given
                // A list that came out empty must not start everything again.
                if given.isEmpty { check.refuse(pointer, "must name a status, or be left out") }
            case "limit": limit = check.integer(value, pointer)
            case "dry_run": isDryRun = check.flag(value, pointer) ?? false
            default: return false
            }
            return true
        }
        faults = check
    }
}

extension RetryAnswer {
    var json: [UInt8] {
        JSONObjectWriter.object { json in
            json.member("dry_run", isDryRun)
            json.member("count", ids.count)
            json.member("job_ids", texts: ids.map(\.description))
            json.member("more", isMore)
        }
    }
}
