extension SchemaKeyword {
    static let dependentRequired = SchemaKeyword("dependentRequired") { site, _ throws(JSONSchemaError) in
        var names = MemberTable<RequiredNames>()
        for (name, dependent) in try site.object().members {
            _ = names.append(name, RequiredNames(try site.distinctStrings(in: dependent)))
        }
        return DependentRequiredAssertion(names: names)
    }
}

private struct DependentRequiredAssertion: SchemaAssertion {
    /// What must be there, by what asks for it.
    let names: MemberTable<RequiredNames>

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        for (name, _) in object.members {
            guard validation.spend(reading: name) else { return }
            names[name]?.forEachMissing(in: object, &validation) { missing, validation in
                validation.report(
                    "dependentRequired",
                    "must have the property \(JSONText.excerpt(missing)), since it has \(JSONText.excerpt(name))")
            }
        }
    }
}
