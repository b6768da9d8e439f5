import Hummingbird
import JobModel

extension ListRequest {
    /// Reads the query of `GET /jobs`. A status may be given several times, or several with commas between.
    init(parameters: Parameters) {
        self.init()
        var check = RequestCheck()
        var seen: Set<Substring> = []
        for (name, value) in parameters {
            if name != "status_filter", !seen.insert(name).inserted {
                check.refuse(String(name), "is there twice")
                continue
            }
            let text = String(value)
            switch name {
            case "status_filter": statuses += text.split(separator: ",").map(String.init)
            case "job_type": type = text.isEmpty ? nil : text
            case "created_after": createdAfter = Self.moment(text, "created_after", &check)
            case "created_before": createdBefore = Self.moment(text, "created_before", &check)
            case "limit":
                limit = text.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "-" }) ? Int(text) : nil
                if limit == nil { check.refuse("limit", "must be an integer") }
            case "cursor": cursor = text.isEmpty ? nil : text
            default: check.refuse(String(name), "is not a parameter of this list", code: .unknownField)
            }
        }
        faults = check
    }

    private static func moment(_ text: String, _ name: String, _ check: inout RequestCheck) -> Timestamp? {
        let moment = Timestamp(text)
        if moment == nil {
            check.refuse(name, "must be a time such as 2026-11-23T09:44:00Z (RFC 3339; write + as %2B)")
        }
        return moment
    }
}
