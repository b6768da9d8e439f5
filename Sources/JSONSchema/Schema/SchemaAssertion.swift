/// What a keyword demands of a value. It demands nothing of a value of a type that it does not speak of.
protocol SchemaAssertion: Sendable {
    /// The subschemas that it applies to the very value that it validates, not to a part of it.
    var appliedInPlace: [SubschemaID] { get }

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation)
}

extension SchemaAssertion {
    var appliedInPlace: [SubschemaID] { [] }
}
