import MathArithmetic
import Testing

/// The table of the job type `math`: what goes in, what comes out.
@Suite struct ArithmeticTests {
    /// The result's text, or the error's code.
    private func calculate(_ operation: String, _ a: String, _ b: String?) -> String {
        let second = b.map { #", "b": \#($0)"# } ?? ""
        do {
            let calculation = try Calculation(
                json: Array(#"{"operation": "\#(operation)", "a": \#(a)\#(second)}"#.utf8))
            let json = String(decoding: try calculation.resultJSON(), as: UTF8.self)
            return String(json.dropFirst(#"{"result": "#.count).dropLast())
        } catch {
            return error.code
        }
    }

    @Test(
        arguments: [
            // Whole numbers stay whole numbers, of 64 bits.
            ("add", "5", "3", "8"),
            ("add", "9007199254740993", "0", "9007199254740993"),
            ("add", "9223372036854775807", "1", "overflow"),
            ("add", "9223372036854775808", "0", "overflow"),
            ("add", "-0", "0", "0"),
            ("subtract", "-9223372036854775808", "1", "overflow"),
            ("subtract", "9007199254740995", "1", "9007199254740994"),
            ("multiply", "3037000500", "3037000500", "overflow"),
            ("multiply", "3037000499", "3037000499", "9223372030926249001"),
            ("multiply", "-9223372036854775808", "-1", "overflow"),
            ("divide", "6", "2", "3"),
            ("divide", "-9223372036854775808", "-1", "overflow"),
            ("divide", "9007199254740993", "3", "3002399751580331"),
            ("modulo", "7", "3", "1"),
            ("modulo", "-7", "3", "2"),
            ("modulo", "7", "-3", "-2"),
            ("modulo", "-7", "-3", "-1"),
            ("modulo", "-9223372036854775808", "-1", "0"),
            ("modulo", "-9223372036854775808", "9223372036854775807", "9223372036854775806"),
            ("modulo", "7", "0", "division_by_zero"),
            ("power", "2", "10", "1024"),
            ("power", "3", "39", "4052555153018976267"),
            ("power", "2", "63", "overflow"),
            ("power", "-2", "63", "-9223372036854775808"),
            ("power", "0", "0", "1"),
            ("power", "1", "9223372036854775807", "1"),
            ("power", "-1", "9223372036854775807", "-1"),
            ("power", "-1", "-3", "-1"),
            ("power", "10", "9223372036854775807", "overflow"),
            ("min", "9007199254740993", "9007199254740992", "9007199254740992"),
            ("max", "9007199254740993", "9007199254740992", "9007199254740993"),
            ("abs", "-9223372036854775807", nil, "9223372036854775807"),
            ("abs", "-9223372036854775808", nil, "overflow"),
            ("sqrt", "9", nil, "3"),
            ("sqrt", "0", nil, "0"),
            ("sqrt", "9223372030926249001", nil, "3037000499"),
            ("sqrt", "-9", nil, "domain_error"),
            ("sqrt", "-9007199254740993", nil, "domain_error"),
            // What does not come out whole becomes a double, unless one would round whole numbers.
            ("divide", "7", "2", "3.5"),
            ("divide", "1", "3", "0.3333333333333333"),
            ("divide", "5", "0", "division_by_zero"),
            ("divide", "9007199254740993", "2", "precision_lost"),
            ("divide", "9007199254740994", "3", "precision_lost"),
            ("divide", "9007199254740994", "4", "2251799813685248.5"),
            ("divide", "27021597764222973", "-6", "-4503599627370495.5"),
            ("power", "2", "-1", "0.5"),
            ("power", "0", "-1", "division_by_zero"),
            ("power", "9007199254740993", "-1", "precision_lost"),
            ("sqrt", "2", nil, "1.4142135623730951"),
            ("sqrt", "9007199254740993", nil, "precision_lost"),
            // Doubles.
            ("add", "0.1", "0.2", "0.30000000000000004"),
            ("add", "5.0", "3", "8.0"),
            ("add", "5e0", "3E+0", "8.0"),
            ("divide", "1.0", "0", "division_by_zero"),
            ("divide", "1", "0.0", "division_by_zero"),
            ("modulo", "-7.5", "2", "0.5"),
            ("modulo", "1.5", "0", "division_by_zero"),
            ("multiply", "1e200", "1e200", "overflow"),
            ("multiply", "1e300", "1.0", "1e+300"),
            ("abs", "1e400", nil, "overflow"),
            ("power", "10.0", "300", "1e+300"),
            ("power", "-8.0", "0.5", "domain_error"),
            ("power", "0.0", "-1.0", "division_by_zero"),
            ("power", "2.0", "62", "4611686018427387904.0"),
            ("power", "3.0", "35", "precision_lost"),
            ("min", "1.5", "2", "1.5"),
            ("max", "1.5", "2", "2"),
            ("max", "1.5", "9007199254740993", "precision_lost"),
            ("sqrt", "-0.25", nil, "domain_error"),
            ("sqrt", "6.25", nil, "2.5"),
            ("abs", "-2.5", nil, "2.5"),
            // Nothing is rounded where whole numbers of 64 bits are at stake.
            ("add", "9007199254740993", "0.5", "precision_lost"),
            ("add", "9007199254740993.0", "0", "precision_lost"),
            ("add", "9.007199254740993e15", "0", "precision_lost"),
            ("add", "-9007199254740993.0", "0", "precision_lost"),
            ("add", "9007199254740992.5", "0", "precision_lost"),
            ("add", "9007199254740994.0", "0", "9007199254740994.0"),
            ("add", "9007199254740992", "1.0", "precision_lost"),
            ("add", "9007199254740992", "2.0", "9007199254740994.0"),
            ("subtract", "-9007199254740992.0", "1", "precision_lost"),
            ("multiply", "94906267.0", "94906267", "precision_lost"),
            ("multiply", "94906266.0", "2", "189812532.0"),
            ("abs", "1152921504606846976.0", nil, "1152921504606846976.0"),
            ("abs", "1.152921504606847e18", nil, "precision_lost"),
            ("abs", "18446744073709551616.0", nil, "1.8446744073709552e+19"),
            ("abs", "18446744073709551617.0", nil, "precision_lost"),
            ("abs", "1e99999999999999999999", nil, "overflow"),
            ("abs", "1e-99999999999999999999", nil, "0.0"),
            // What is no calculation.
            ("root", "1", "2", "unknown_operation"),
            ("add", "1", nil, "invalid_payload"),
            ("add", "\"1\"", "2", "invalid_payload"),
            ("add", "01", "2", "invalid_payload"),
            ("add", "1.", "2", "invalid_payload"),
            ("add", ".5", "2", "invalid_payload"),
            ("add", "1e", "2", "invalid_payload"),
            ("add", "-", "2", "invalid_payload"),
            ("add", "+1", "2", "invalid_payload"),
            ("add", "true", "2", "invalid_payload"),
            ("add", "[1]", "2", "invalid_payload"),
        ] as [(String, String, String?, String)])
    func table(_ operation: String, _ a: String, _ b: String?, _ expected: String) {
        #expect(calculate(operation, a, b) == expected)
    }

    @Test(arguments: [
        #" { "a" : 5 , "b" : 3 , "operation" : "add" } "#, #"{"\u0061":5,"b":3,"operation":"\u0061dd"}"#,
        "{\"operation\":\"add\",\n\"a\":5,\t\"b\":3,\"note\":\"\\ud83d\\ude00 \\\"x\\\" \\\\ \\/\"}",
    ])
    func payloadsAreReadAsJSON(_ payload: String) throws {
        let calculation = try Calculation(json: Array(payload.utf8))
        #expect(String(decoding: try calculation.resultJSON(), as: UTF8.self) == #"{"result": 8}"#)
    }

    @Test(arguments: [
        "", "{", "{}", "[]", "null", "{\"a\"}", #"{"a":1,"a":2,"b":3,"operation":"add"}"#,
        #"{"operation":"add","a":1,"b":2} x"#, #"{"operation":"add","a":1,"b":2,}"#, #"{"operation":"a\x"}"#,
        #"{"operation":"\u12"}"#, #"{"operation":"\ud83d"#, "{\"operation\":\"a\ndd\"}", #"{"operation":1}"#, "\"",
    ])
    func payloadsThatAreNone(_ payload: String) {
        #expect { try Calculation(json: Array(payload.utf8)) } throws: {
            ($0 as? ArithmeticError)?.code == "invalid_payload"
        }
    }
}
