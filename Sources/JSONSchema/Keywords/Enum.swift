extension SchemaKeyword {
    static let `enum` = SchemaKeyword("enum") { site, _ throws(JSONSchemaError) in
        EnumAssertion(allowed: try site.array())
    }
}

private struct EnumAssertion: SchemaAssertion {
    let allowed: [JSONValue]
    /// Empty while there are so few that comparing with each is faster.
    private let set: Set<ExactValue>
    private static let few = 8
    private static let mostListed = 10

    init(allowed: [JSONValue]) {
        self.allowed = allowed
        set = allowed.count > Self.few ? Set(allowed.map(ExactValue.init)) : []
    }

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        let isFew = allowed.count <= Self.few
        let comparisons = isFew ? allowed.count : 1
        guard validation.spend(comparisons * ValidationBounds.steps(bytes: value.range.count)) else { return }
        let isAllowed = isFew ? allowed.contains { $0.isEqual(to: value) } : set.contains(ExactValue(value))
        guard !isAllowed else { return }
        validation.report("enum", message)
    }

    private var message: String {
        let texts = allowed.count <= Self.mostListed ? allowed.compactMap(\.shortText) : []
        return texts.count == allowed.count
            ? "must be one of \(texts.joined(separator: ", "))"
            : "must be one of the \(allowed.count) values that the schema lists"
    }
}
