import JSONSchema
import JobModel

/// Reads the members of a JSON body. What is not of its kind is refused and becomes nil, as null does without a word.
extension RequestCheck {
    mutating func string(_ value: JSONValue, _ pointer: String) -> String? {
        switch value.kind {
        case .string(let text): return text
        case .null: return nil
        default: return refused(pointer, "must be a string")
        }
    }

    mutating func flag(_ value: JSONValue, _ pointer: String) -> Bool? {
        switch value.kind {
        case .bool(let flag): return flag
        case .null: return nil
        default: return refused(pointer, "must be true or false")
        }
    }

    mutating func number(_ value: JSONValue, _ pointer: String) -> Double? {
        switch value.kind {
        case .number(let number): return number.asDouble()
        case .null: return nil
        default: return refused(pointer, "must be a number")
        }
    }

    mutating func integer(_ value: JSONValue, _ pointer: String) -> Int? {
        switch value.kind {
        case .number(let number): return number.asInt64().map { Int($0) } ?? refused(pointer, "must be an integer")
        case .null: return nil
        default: return refused(pointer, "must be a number")
        }
    }

    mutating func moment(_ value: JSONValue, _ pointer: String) -> Timestamp? {
        switch value.kind {
        case .string(let text):
            return Timestamp(text) ?? refused(pointer, "must be a time such as 2026-11-23T09:44:00Z (RFC 3339)")
        case .null: return nil
        default: return refused(pointer, "must be a time in a string")
        }
    }

    mutating func strings(_ value: JSONValue, _ pointer: String) -> [String]? {
        switch value.kind {
        case .array(let elements):
            let texts = elements.compactMap { element -> String? in
                guard case .string(let text) = element.kind else { return nil }
                return text
            }
            return texts.count == elements.count ? texts : refused(pointer, "must be a list of strings")
        case .null: return nil
        default: return refused(pointer, "must be a list of strings")
        }
    }

    private mutating func refused<Value>(_ pointer: String, _ message: String) -> Value? {
        refuse(pointer, message)
        return nil
    }
}
