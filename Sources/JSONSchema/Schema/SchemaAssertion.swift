/// What a keyword demands of a value. It demands nothing of a value of a type that it does not speak of.
protocol SchemaAssertion: Sendable {
    func validate(_ value: JSONValue, _ validation: inout SchemaValidation)
}
