/// What `anyOf` and `oneOf` have in common: the forms that a value may have, and what to say of one which has none.
struct AllowedForms: Sendable {
    let keyword: String
    let forms: [SubschemaID]

    /// A person wants to know what is wrong with the form that was meant, where that can be told, and not why each of
    /// the others fails.
    func reportThatNoneFits(_ value: JSONValue, _ validation: inout SchemaValidation) {
        if forms.count == 1 { return validation.apply(forms[0], to: value, by: keyword) }
        validation.report(keyword, "fits none of the \(forms.count) allowed forms")
        var meant: [[JSONSchemaViolation]] = []
        for form in forms where meant.count < 2 {
            let violations = validation.violations(of: form, by: "false", value)
            if !violations.isEmpty, !isOfAnotherKind(violations, validation.pointer) { meant.append(violations) }
        }
        if meant.count == 1 { validation.report(meant[0]) }
    }

    /// The form is of another type, or has another constant itself or in a member: it was not meant.
    private func isOfAnotherKind(_ violations: [JSONSchemaViolation], _ pointer: String) -> Bool {
        violations.contains { violation in
            if violation.pointer == pointer { return ["false", "type", "const", "enum"].contains(violation.keyword) }
            let below = violation.pointer.utf8.dropFirst(pointer.utf8.count)
            return ["const", "enum"].contains(violation.keyword) && below.count { $0 == UInt8(ascii: "/") } == 1
        }
    }
}
