/// One validation under way: where in the value it is, what it has found, and what it may still spend.
struct SchemaValidation {
    static let maximumViolations = 20

    private let subschemas: [CompiledSubschema]
    private var location = JSONLocation()
    private(set) var violations: [JSONSchemaViolation] = []

    /// Only whether the value fits is asked, not why.
    private var isQuiet = false
    private var hasFailed = false

    private let bounds: ValidationBounds
    private var steps: Int
    private var depth = 0
    /// The bounds are met: nothing that is found from here on counts.
    private var isUndecided = false
    private lazy var matcher = RegularExpressionMatcher()

    init(subschemas: [CompiledSubschema], bounds: ValidationBounds) {
        self.subschemas = subschemas
        self.bounds = bounds
        steps = bounds.steps
    }

    /// What is found from here on would change nothing.
    var isDecided: Bool {
        isUndecided || (isQuiet ? hasFailed : violations.count >= Self.maximumViolations)
    }

    /// Of the part that is being validated.
    var pointer: String { location.pointer }

    /// - Parameter keyword: that which applies the subschema; it is at fault where the subschema is `false`.
    mutating func apply(_ subschema: SubschemaID, to value: JSONValue, by keyword: String) {
        guard spend(1) else { return }
        switch subschemas[subschema] {
        case .anything: return
        case .nothing: report(keyword, "is not allowed")
        case .all(let assertions):
            guard spend(assertions.count &* Self.cost(of: value)) else { return }
            guard depth < bounds.depth else {
                return giveUp("is nested too deep for its schema to be followed there")
            }
            depth += 1
            for assertion in assertions where !isDecided { assertion.validate(value, &self) }
            depth -= 1
        }
    }

    /// The same for a part of the value that is being validated.
    mutating func apply(
        _ subschema: SubschemaID, to part: JSONValue, at step: JSONLocation.Step, by keyword: String
    ) {
        guard !isDecided else { return }
        location.steps.append(step)
        apply(subschema, to: part, by: keyword)
        location.steps.removeLast()
    }

    mutating func report(_ keyword: String, _ message: @autoclosure () -> String) {
        guard !isDecided else { return }
        hasFailed = true
        guard !isQuiet else { return }
        violations.append(JSONSchemaViolation(pointer: pointer, keyword: keyword, message: message()))
    }
}

extension SchemaValidation {
    /// Whether a value fits a subschema, without listing why not. Look at ``isDecided`` before the answer: it is worth
    /// nothing when the bounds were met.
    mutating func fits(_ subschema: SubschemaID, _ value: JSONValue) -> Bool {
        let (wasQuiet, hadFailed) = (isQuiet, hasFailed)
        (isQuiet, hasFailed) = (true, false)
        apply(subschema, to: value, by: "false")
        defer { (isQuiet, hasFailed) = (wasQuiet, hadFailed) }
        return !hasFailed
    }

    mutating func fits(_ subschema: SubschemaID, _ part: JSONValue, at step: JSONLocation.Step) -> Bool {
        location.steps.append(step)
        defer { location.steps.removeLast() }
        return fits(subschema, part)
    }

    /// What would be listed if the subschema were applied; nothing where only whether the value fits is asked.
    mutating func violations(of subschema: SubschemaID, by keyword: String, _ value: JSONValue) -> [JSONSchemaViolation]
    {
        guard !isQuiet, !isDecided else { return [] }
        let (listed, hadFailed) = (violations, hasFailed)
        violations = []
        apply(subschema, to: value, by: keyword)
        defer { (violations, hasFailed) = (isUndecided ? listed + violations.suffix(1) : listed, hadFailed) }
        return violations
    }

    /// Lists what ``violations(of:by:_:)`` gave.
    mutating func report(_ violations: [JSONSchemaViolation]) {
        guard !isQuiet, !isDecided else { return }
        self.violations += violations.prefix(Self.maximumViolations - self.violations.count)
        hasFailed = hasFailed || !violations.isEmpty
    }
}

extension SchemaValidation {
    /// To be called before work that grows with the value or the schema. False: the bounds are met, or all is decided.
    mutating func spend(_ cost: Int) -> Bool {
        guard !isDecided else { return false }
        steps -= min(cost, steps)
        guard steps > 0 else {
            giveUp("could not be checked within the bounds of a validation")
            return false
        }
        return true
    }

    /// What reading a name costs.
    mutating func spend(reading name: String) -> Bool { spend(ValidationBounds.steps(bytes: name.utf8.count)) }

    /// False where the bounds are met, see ``isDecided``.
    mutating func matches(_ pattern: RegularExpression, _ text: String) -> Bool {
        guard !isDecided else { return false }
        switch matcher.match(pattern, text, steps: &steps) {
        case .found: return true
        case .notFound: return false
        case .undecided:
            giveUp("could not be matched against the pattern \(pattern.excerpt) within the bounds of a validation")
            return false
        }
    }

    private mutating func giveUp(_ message: String) {
        guard !isUndecided else { return }
        isUndecided = true
        violations.append(
            JSONSchemaViolation(pointer: pointer, keyword: JSONSchemaViolation.undecided, message: message))
    }

    private static func cost(of value: JSONValue) -> Int {
        switch value.kind {
        case .string: ValidationBounds.steps(bytes: value.range.count)
        case .number: ValidationBounds.steps(digits: value.range.count)
        default: 1
        }
    }
}
