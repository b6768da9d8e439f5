import JSONSchema

extension JSONValue {
    static func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue { try parse(Array(text.utf8)) }

    /// What the value is, written anew: to compare whole trees.
    var canonical: String {
        switch kind {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let number): number.text
        case .string(let string): JSONText.quote(string)
        case .array(let elements): "[\(elements.map(\.canonical).joined(separator: ","))]"
        case .object(let object):
            "{\(object.members.map { "\(JSONText.quote($0.name)):\($0.value.canonical)" }.joined(separator: ","))}"
        }
    }

    var asNumber: JSONNumber? {
        if case .number(let number) = kind { number } else { nil }
    }

    var asObject: JSONObject? {
        if case .object(let object) = kind { object } else { nil }
    }
}

func checkError(_ bytes: [UInt8], maximumDepth: Int = JSONValue.standardDepth) -> JSONSyntaxError? {
    do throws(JSONSyntaxError) {
        try bytes.withUnsafeBufferPointer { bytes throws(JSONSyntaxError) in
            try JSONValue.check(bytes, maximumDepth: maximumDepth)
        }
        return nil
    } catch {
        return error
    }
}

func parseError(_ bytes: [UInt8], maximumDepth: Int = JSONValue.standardDepth) -> JSONSyntaxError? {
    do throws(JSONSyntaxError) {
        _ = try JSONValue.parse(bytes, maximumDepth: maximumDepth)
        return nil
    } catch {
        return error
    }
}
