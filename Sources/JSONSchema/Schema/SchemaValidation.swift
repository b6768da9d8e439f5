/// One validation under way: where in the value it is, and what it has found.
struct SchemaValidation {
    static let maximumViolations = 20

    private let subschemas: [CompiledSubschema]
    private var path = InstancePath()
    private(set) var violations: [JSONSchemaViolation] = []

    init(subschemas: [CompiledSubschema]) { self.subschemas = subschemas }

    /// What is found from here on would not be listed.
    var isFull: Bool { violations.count == Self.maximumViolations }

    /// - Parameter keyword: that which applies the subschema; it is at fault where the subschema is `false`.
    mutating func apply(_ subschema: SubschemaID, to value: JSONValue, by keyword: String) {
        switch subschemas[subschema] {
        case .anything: return
        case .nothing: report(keyword, "is not allowed")
        case .all(let assertions):
            for assertion in assertions where !isFull { assertion.validate(value, &self) }
        }
    }

    /// The same for a part of the value that is being validated.
    mutating func apply(
        _ subschema: SubschemaID, to part: JSONValue, at step: InstancePath.Step, by keyword: String
    ) {
        guard !isFull else { return }
        path.steps.append(step)
        apply(subschema, to: part, by: keyword)
        path.steps.removeLast()
    }

    mutating func report(_ keyword: String, _ message: String) {
        guard !isFull else { return }
        violations.append(JSONSchemaViolation(pointer: path.pointer, keyword: keyword, message: message))
    }
}
