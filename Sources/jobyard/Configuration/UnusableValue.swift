/// Why a value cannot be used, in words that hold nothing of it: it may be secret.
struct UnusableValue: Error, Hashable {
    let problem: String

    init(_ problem: String) { self.problem = problem }
}
