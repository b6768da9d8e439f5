extension SchemaKeyword {
    static let oneOf = SchemaKeyword("oneOf") { site, compiler throws(JSONSchemaError) in
        OneOfAssertion(allowed: AllowedForms(keyword: site.keyword, forms: try site.subschemas(&compiler)))
    }
}

private struct OneOfAssertion: SchemaAssertion {
    let allowed: AllowedForms

    var appliedInPlace: [SubschemaID] { allowed.forms }

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        var fitting = 0
        for form in allowed.forms where fitting < 2 {
            if validation.fits(form, value) { fitting += 1 }
            guard !validation.isDecided else { return }
        }
        if fitting == 0 { allowed.reportThatNoneFits(value, &validation) }
        if fitting == 2 {
            validation.report(
                "oneOf", "must fit exactly one of the \(allowed.forms.count) allowed forms, fits more than one")
        }
    }
}
