import JSONSchema
import Testing

@Suite struct JSONNumberTests {
    private func number(_ text: String) throws -> JSONNumber { try #require(try JSONValue.parse(text).asNumber) }

    /// Each smaller than the next; those in one row are equal.
    private static let ascending: [[String]] = [
        ["-1e99999999999999999", "-10e99999999999999998"], ["-1e400"], ["-9007199254740993", "-9007199254740993.0"],
        ["-9007199254740992", "-9.007199254740992e15"], ["-1.5", "-15e-1"], ["-1"], ["-1e-400"],
        ["0", "-0", "0.0", "0e5", "-0.00e-7", "0e99999999999999999"], ["1e-99999999999999999"], ["1e-400"],
        ["0.1", "1e-1", "0.10"], ["0.10000000000000000000000000000000001"],
        ["1", "1.0", "10e-1", "1E0", "1e+0", "0.1e1"],
        ["1.0000000000000000001"], ["99", "9.9e1"], ["100", "1e2", "1e002"], ["9007199254740992"], ["9007199254740993"],
        ["9223372036854775807"], ["9223372036854775808"], ["18446744073709551616", "1.8446744073709551616e19"],
        ["1e400"],
        ["1.1e400", "11e399"], ["1e999999999"], ["1e99999999999999999"],
    ]

    @Test func areComparedExactly() throws {
        let rows = try Self.ascending.map { try $0.map(number) }
        for (left, ones) in rows.enumerated() {
            for (right, others) in rows.enumerated() {
                for one in ones {
                    for other in others {
                        #expect((one == other) == (left == right), "\(one) == \(other)")
                        #expect((one < other) == (left < right), "\(one) < \(other)")
                    }
                }
            }
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("-0.0", 0), ("0e99999999999999999", 0), ("1", 1), ("1.0", 1), ("1.20e2", 120),
            ("12000e-3", 12), ("-42", -42), ("9007199254740993", 9_007_199_254_740_993),
            ("123456789012345678", 123_456_789_012_345_678),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("-9223372036854775808.000", .min),
            ("922337203685477580.7e1", .max), ("9223372036854775808", nil), ("-9223372036854775809", nil),
            ("99e17", nil),
            ("1e19", nil), ("1e999999999", nil), ("1.5", nil), ("1e-1", nil), ("-1e-99999999999999999", nil),
        ] as [(String, Int64?)])
    func asInt64(text: String, value: Int64?) throws {
        #expect(try number(text).asInt64() == value)
    }

    @Test(arguments: [
        ("1", true), ("1.0", true), ("1.5", false), ("15e-1", false), ("150e-1", true), ("1e999999999", true),
        ("1e-999999999", false), ("0.0", true), ("0e-5", true), ("123456789012345678901234567890", true),
    ])
    func isInteger(text: String, expected: Bool) throws {
        #expect(try number(text).isInteger == expected)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0.5", -0.5), ("1e2", 100), ("0.1", 0.1), ("9007199254740993", 9_007_199_254_740_992),
            ("1e-400", 0), ("4.9e-324", .leastNonzeroMagnitude), ("1.7976931348623157e308", .greatestFiniteMagnitude),
            ("1e400", .greatestFiniteMagnitude), ("-1e999999999", -.greatestFiniteMagnitude),
            ("1e99999999999999999", .greatestFiniteMagnitude), ("1e-99999999999999999", 0),
        ] as [(String, Double)])
    func asDouble(text: String, value: Double) throws {
        #expect(try number(text).asDouble() == value)
    }

    @Test func aMillionDigitsAreANumberToo() throws {
        let digits = String(repeating: "7", count: 1_000_000)
        let (long, longer) = (try number(digits), try number("\(digits)1"))
        #expect(long < longer)
        #expect(try number("0.\(digits)") < number("0.\(digits)1"))
        #expect(long.asInt64() == nil)
        #expect(long.asDouble() == .greatestFiniteMagnitude)
        #expect(try number("0.\(digits)").asDouble() == 7.0 / 9)
    }
}
