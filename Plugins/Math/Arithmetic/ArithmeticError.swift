/// Why a calculation has no answer. It never will have one: the same numbers fail the same way.
package struct ArithmeticError: Error, Sendable, Hashable {
    /// For programs: `overflow`, `division_by_zero`…
    package let code: String
    /// For people.
    package let message: String

    static func overflow(_ message: String) -> Self { Self(code: "overflow", message: message) }
    static func precisionLost(_ message: String) -> Self { Self(code: "precision_lost", message: message) }
    static func divisionByZero(_ message: String) -> Self { Self(code: "division_by_zero", message: message) }
    static func outsideDomain(_ message: String) -> Self { Self(code: "domain_error", message: message) }
    static func unknownOperation(_ message: String) -> Self { Self(code: "unknown_operation", message: message) }
    static func invalidPayload(_ message: String) -> Self { Self(code: "invalid_payload", message: message) }
}
