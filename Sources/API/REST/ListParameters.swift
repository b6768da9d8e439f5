import Hummingbird
import JobModel

extension ListRequest {
    /// Reads the query of `GET /jobs`. A status may be given several times, or several with commas between.
    init(parameters: Parameters) {
        self.init()
        faults = parameters.read(repeatable: "status_filter") { name, text, check in
            switch name {
            case "status_filter": statuses += text.split(separator: ",").map(String.init)
            case "job_type": type = text.isEmpty ? nil : text
            case "created_after": createdAfter = check.moment(text, name)
            case "created_before": createdBefore = check.moment(text, name)
            case "limit": limit = check.integer(text, name)
            case "cursor": cursor = text.isEmpty ? nil : text
            default: return false
            }
            return true
        }
    }
}

extension DeadLetterRequest {
    /// Reads the query of `GET /dead-letters`.
    init(parameters: Parameters) {
        self.init()
        faults = parameters.read { name, text, check in
            switch name {
            case "job_type": type = text.isEmpty ? nil : text
            case "error_code": errorCode = text.isEmpty ? nil : text
            case "limit": limit = check.integer(text, name)
            case "cursor": cursor = text.isEmpty ? nil : text
            default: return false
            }
            return true
        }
    }
}

extension Parameters {
    /// Gives each parameter to the body, which says whether it is one of this list. Only `repeatable` may come twice.
    fileprivate func read(
        repeatable: String? = nil, _ body: (_ name: String, _ text: String, _ check: inout RequestCheck) -> Bool
    ) -> RequestCheck {
        var check = RequestCheck()
        var seen: Set<String> = []
        for (name, value) in self {
            let name = String(name)
            if name != repeatable, !seen.insert(name).inserted {
                check.refuse(name, "is there twice")
            } else if !body(name, String(value), &check) {
                check.refuse(name, "is not a parameter of this list", code: .unknownField)
            }
        }
        return check
    }
}

extension RequestCheck {
    fileprivate mutating func integer(_ text: String, _ name: String) -> Int? {
        let integer = text.allSatisfy { $0.isASCII && $0.isNumber || $0 == "-" } ? Int(text) : nil
        if integer == nil { refuse(name, "must be an integer") }
        return integer
    }

    fileprivate mutating func moment(_ text: String, _ name: String) -> Timestamp? {
        let moment = Timestamp(text)
        if moment == nil {
            refuse(name, "must be a time such as 2026-11-23T09:44:00Z (RFC 3339; write + as %2B)")
        }
        return moment
    }
}
