extension SchemaKeyword {
    static let anyOf = SchemaKeyword("anyOf") { site, compiler throws(JSONSchemaError) in
        AnyOfAssertion(allowed: AllowedForms(keyword: site.keyword, forms: try site.subschemas(&compiler)))
    }
}

private struct AnyOfAssertion: SchemaAssertion {
    let allowed: AllowedForms

    var appliedInPlace: [SubschemaID] { allowed.forms }

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        for form in allowed.forms {
            let fits = validation.fits(form, value)
            guard !fits, !validation.isDecided else { return }
        }
        allowed.reportThatNoneFits(value, &validation)
    }
}
