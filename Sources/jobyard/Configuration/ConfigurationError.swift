/// A setting that cannot be used: where it was said, its name, what was found, and what is allowed.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    let description: String

    /// `place`: where in a file it was said; nil: the name is a variable's, or says enough by itself.
    init(_ name: String, value: String? = nil, allowed: String, at place: FilePlace? = nil) {
        if let value {
            self.init(name, value: value, problem: "it must be \(allowed)", at: place)
        } else {
            description = Self.text("\(TerminalText.clean(name)): \(allowed)", at: place)
        }
    }

    init(_ name: String, value: String, problem: String, at place: FilePlace? = nil) {
        let value = TerminalText.clean(value, maximumLength: 200)
        description = Self.text("\(TerminalText.clean(name)) is \"\(value)\": \(problem)", at: place)
    }

    init(at place: FilePlace, _ problem: String) {
        description = "\(place): \(TerminalText.clean(problem, maximumLength: Self.maximumProblem))"
    }

    private static let maximumProblem = 500

    private static func text(_ problem: String, at place: FilePlace?) -> String {
        place.map { "\($0): \(problem)" } ?? problem
    }
}
