/// Environment variables, read into typed values. An empty variable counts as not set.
struct Environment {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    func text(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func integer(_ name: String, default standard: Int, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        guard let text = text(name) else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw ConfigurationError(
                name, value: text, allowed: "an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func seconds(_ name: String, default standard: Double, in range: ClosedRange<Double>) throws(ConfigurationError)
        -> Double
    {
        guard let text = text(name) else { return standard }
        guard let number = Double(text), range.contains(number) else {
            throw ConfigurationError(
                name, value: text,
                allowed: "a number of seconds from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
