/// A setting that cannot be used: where it was said, its name, what was found, and what is allowed.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    let description: String

    /// `place`: where in a file it was said; nil: the name is a variable's, or says enough by itself.
    init(_ name: String, value: String? = nil, allowed: String, at place: FilePlace? = nil) {
        guard let value else {
            self.init(text: "\(TerminalText.clean(name)): \(allowed)", at: place)
            return
        }
        self.init(name, value: value, problem: "it must be \(allowed)", at: place)
    }

    init(_ name: String, value: String, problem: String, at place: FilePlace? = nil) {
        let value = TerminalText.clean(value, maximumLength: 200)
        self.init(text: "\(TerminalText.clean(name)) is \"\(value)\": \(problem)", at: place)
    }

    init(at place: FilePlace, _ problem: String) {
        self.init(text: TerminalText.clean(problem, maximumLength: Self.maximumProblem), at: place)
    }

    private static let maximumProblem = 500

    private init(text: String, at place: FilePlace?) { description = place.map { "\($0): \(text)" } ?? text }
}
