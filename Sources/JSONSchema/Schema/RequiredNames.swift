/// Names that members must have: what `required` and `dependentRequired` have in common.
struct RequiredNames: Sendable {
    private let names: [String]
    /// Of looking for them all.
    private let steps: Int

    init(_ names: [String]) {
        self.names = names
        steps = names.reduce(0) { $0 + ValidationBounds.steps(bytes: $1.utf8.count) }
    }

    func forEachMissing(
        in object: JSONObject, _ validation: inout SchemaValidation,
        _ report: (String, inout SchemaValidation) -> Void
    ) {
        guard validation.spend(steps) else { return }
        for name in names where object[name] == nil { report(name, &validation) }
    }
}
