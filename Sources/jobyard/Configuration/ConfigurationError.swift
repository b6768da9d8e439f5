/// A setting that cannot be used: where it was said, its name, what was found, and what is allowed.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    let description: String

    /// `place`: where in a file it was said; nil: the name is a variable's, or says enough by itself.
    init(_ name: String, value: String? = nil, allowed: String, at place: FilePlace? = nil) {
        let name = TerminalText.clean(name)
        let problem =
            value.map { "\(name) is \"\(TerminalText.clean($0, maximumLength: 200))\": it must be \(allowed)" }
            ?? "\(name): \(allowed)"
        description = place.map { "\($0): \(problem)" } ?? problem
    }

    /// A value that is allowed, but cannot be used here and now.
    init(_ name: String, value: String, problem: String) {
        description = "\(TerminalText.clean(name)) is \"\(TerminalText.clean(value, maximumLength: 200))\": \(problem)"
    }

    init(at place: FilePlace, _ problem: String) {
        description = "\(place): \(TerminalText.clean(problem, maximumLength: Self.maximumProblem))"
    }

    private static let maximumProblem = 500
}
