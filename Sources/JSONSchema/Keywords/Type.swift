extension SchemaKeyword {
    static let type = SchemaKeyword("type") { site, _ throws(JSONSchemaError) in
        let names: [String]
        if case .string(let name) = site.value.kind { names = [name] } else { names = try site.distinctStrings() }
        let types = names.compactMap(JSONType.init)
        guard !types.isEmpty, types.count == names.count else {
            throw site.malformed(
                "must be one or several of \(JSONType.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return TypeAssertion(allowed: types)
    }
}

private struct TypeAssertion: SchemaAssertion {
    let allowed: [JSONType]

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard !allowed.contains(where: { $0.includes(value) }) else { return }
        let names = allowed.map(\.withArticle)
        let alternatives = [names.dropLast().joined(separator: ", "), names.last ?? ""].filter { !$0.isEmpty }
        validation.report(
            "type", "must be \(alternatives.joined(separator: " or ")), is \(JSONType(of: value).withArticle)")
    }
}

private enum JSONType: String, CaseIterable {
    case null, boolean, object, array, number, string, integer

    init(of value: JSONValue) {
        self =
            switch value.kind {
            case .null: .null
            case .bool: .boolean
            case .number: .number
            case .string: .string
            case .array: .array
            case .object: .object
            }
    }

    func includes(_ value: JSONValue) -> Bool {
        if self == .integer, case .number(let number) = value.kind { return number.isInteger }
        return self == JSONType(of: value)
    }

    var withArticle: String {
        switch self {
        case .null: "null"
        case .object, .array, .integer: "an \(rawValue)"
        case .boolean, .number, .string: "a \(rawValue)"
        }
    }
}
