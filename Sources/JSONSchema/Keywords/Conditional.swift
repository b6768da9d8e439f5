extension SchemaKeyword {
    static let `if` = SchemaKeyword("if") { site, compiler throws(JSONSchemaError) in
        ConditionalAssertion(
            condition: try site.subschema(&compiler),
            then: try site.sibling("then")?.subschema(&compiler),
            otherwise: try site.sibling("else")?.subschema(&compiler))
    }
    /// Without an `if` beside them they mean nothing.
    static let then = branch("then")
    static let `else` = branch("else")

    private static func branch(_ name: String) -> SchemaKeyword {
        SchemaKeyword(name) { site, compiler throws(JSONSchemaError) in
            _ = try site.subschema(&compiler)
            return nil
        }
    }
}

private struct ConditionalAssertion: SchemaAssertion {
    let condition: SubschemaID
    let then: SubschemaID?
    let otherwise: SubschemaID?

    var appliedInPlace: [SubschemaID] { [condition, then, otherwise].compactMap(\.self) }

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        let holds = validation.fits(condition, value)
        guard !validation.isDecided, let branch = holds ? then : otherwise else { return }
        validation.apply(branch, to: value, by: holds ? "then" : "else")
    }
}
