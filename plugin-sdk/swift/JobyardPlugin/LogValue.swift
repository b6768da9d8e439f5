/// The value of one field of a log line. Written as a literal: `["pages": 3, "draft": true]`.
public enum LogValue: Sendable, Hashable {
    case string(String)
    case integer(Int64)
    /// What is not finite is written as a string.
    case number(Double)
    case flag(Bool)
}

extension LogValue: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) { self = .string(text) }
}

extension LogValue: ExpressibleByIntegerLiteral {
    public init(integerLiteral integer: Int64) { self = .integer(integer) }
}

extension LogValue: ExpressibleByFloatLiteral {
    public init(floatLiteral number: Double) { self = .number(number) }
}

extension LogValue: ExpressibleByBooleanLiteral {
    public init(booleanLiteral flag: Bool) { self = .flag(flag) }
}
