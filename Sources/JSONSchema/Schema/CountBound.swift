/// A bound on how many there are of something: what minLength, maxLength, minItems and maxItems have in common.
struct CountBound: Sendable {
    enum Side {
        case atLeast, atMost
    }

    let keyword: String
    let side: Side
    let bound: Int
    /// What is counted, in the singular and the plural.
    let unit: (one: String, many: String)

    init(_ side: Side, _ unit: (one: String, many: String), _ site: KeywordSite) throws(JSONSchemaError) {
        self.keyword = site.keyword
        self.side = side
        self.unit = unit
        self.bound = try site.count()
    }

    func check(_ count: Int, _ validation: inout SchemaValidation) {
        let (holds, phrase) =
            switch side {
            case .atLeast: (count >= bound, "at least")
            case .atMost: (count <= bound, "at most")
            }
        guard !holds else { return }
        validation.report(
            keyword, "must have \(phrase) \(bound) \(bound == 1 ? unit.one : unit.many), has \(count)")
    }
}
