/// Gathers what is wrong with a request, so that one answer names all of it.
struct RequestCheck: Sendable, Hashable {
    private var codes: [APIError.Code] = []
    private var violations: [APIError.Violation] = []

    private static let maximumViolations = 20
    /// A hostile name may be as long as the body.
    private static let maximumPointerLength = 256

    mutating func refuse(_ pointer: String, _ message: String, code: APIError.Code = .invalidField) {
        guard violations.count < Self.maximumViolations else { return }
        codes.append(code)
        let isLong = pointer.unicodeScalars.count > Self.maximumPointerLength
        violations.append(
            APIError.Violation(
                pointer: isLong ? pointer.prefix(Self.maximumPointerLength) + "…" : pointer, message: message))
    }

    /// Whether something was said of a place already.
    func names(_ pointer: String) -> Bool { violations.contains { $0.pointer == pointer } }

    /// Bears the code of the first violation, and tells it in words; nil: nothing was refused.
    var error: APIError? {
        guard let code = codes.first, let first = violations.first else { return nil }
        let others = violations.count > 1 ? " (and \(violations.count - 1) more: see the violations)" : ""
        return APIError(code, "\(first.pointer) \(first.message)\(others)", violations: violations)
    }

    func finish() throws(APIError) {
        if let error { throw error }
    }
}
