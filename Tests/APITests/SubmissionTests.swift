import JSONSchema
import JobModel
import Testing

@testable import API

/// What `POST /jobs` takes, and what it says of everything else.
@Suite struct SubmissionTests {
    private func submission(_ body: String, keys: [String] = []) throws -> Submission {
        let submission = try Submission(body: Array(body.utf8), keys: keys)
        try submission.faults.finish()
        return submission
    }

    @Test(arguments: [
        (#"{"job_type":"a","payload":"{\"b\": 2}"}"#, #"{"b": 2}"#),
        (#"{"job_type":"a","payload": { "b" : 2.50 } }"#, #"{ "b" : 2.50 }"#),
        (#"{"payload":[1,9007199254740993],"job_type":"a"}"#, "[1,9007199254740993]"),
        (#"{"job_type":"a","payload":{"t":"\u0000\u00e9"}}"#, #"{"t":"\u0000\u00e9"}"#),
        (#"{"job_type":"a","payload":"not json"}"#, "not json"),
    ])
    func thePayloadsBytesAreKept(body: String, payload: String) throws {
        #expect(String(decoding: try submission(body).payload, as: UTF8.self) == payload)
    }

    @Test func readsTheRest() throws {
        let all = try submission(
            #"{"job_type":"a","payload":{},"priority":9,"max_retries":0,"timeout_seconds":1.5}"#)
        #expect(all.priority == 9 && all.maximumRetries == 0 && all.timeoutSeconds == 1.5)
        let none = try submission(#"{"job_type":"a","payload":{},"priority":null,"max_retries":null}"#)
        #expect(none.priority == nil && none.maximumRetries == nil && none.timeoutSeconds == nil)
    }

    @Test func readsWhenAndHowOftenItMayRun() throws {
        let all = try submission(
            #"""
            {"job_type":"a","payload":{},"run_at":"2026-11-23T10:44:00+01:00","delay_seconds":0.5,
            "retry_policy":{"base_seconds":0.1,"factor":3,"cap_seconds":60},"idempotency_key":"k"}
            """#)
        #expect(all.runAt == Timestamp("2026-11-23T09:44:00Z") && all.delaySeconds == 0.5 && all.idempotencyKey == "k")
        #expect(all.retryPolicy == RetryPolicyRequest(baseSeconds: 0.1, factor: 3, capSeconds: 60))
        let part = try submission(#"{"job_type":"a","payload":{},"retry_policy":{"factor":1,"cap_seconds":null}}"#)
        #expect(part.retryPolicy == RetryPolicyRequest(factor: 1))
        let none = try submission(
            #"{"job_type":"a","payload":{},"run_at":null,"delay_seconds":null,"retry_policy":null,"idempotency_key":null}"#
        )
        #expect(none == (try submission(#"{"job_type":"a","payload":{}}"#)))
    }

    @Test(arguments: [
        (["k 1"], "k 1"), ([#""k 1""#], "k 1"), ([#""a\"b\\c""#], #"a"b\c"#), ([#"a"b"#], #"a"b"#), ([""], ""),
    ])
    func theKeyMayBeInAHeader(values: [String], key: String) throws {
        #expect(try submission(#"{"job_type":"a","payload":{}}"#, keys: values).idempotencyKey == key)
        // The same key in both places is one key.
        let body = #"{"job_type":"a","payload":{},"idempotency_key":\#(JSONText.quote(key))}"#
        #expect(try submission(body, keys: values).idempotencyKey == key)
    }

    @Test(arguments: [["other"], ["k", "k"], ["\""], ["\"k"], [#""k\""#], [#""k\x""#], [#""k" "#], [#""k";a=1"#]])
    func aKeyInAHeaderThatIsRefused(values: [String]) {
        let error = #expect(throws: APIError.self) {
            try submission(#"{"job_type":"a","payload":{},"idempotency_key":"k"}"#, keys: values)
        }
        #expect(error?.code == .invalidField && error?.violations.map(\.pointer) == ["/idempotency_key"])
    }

    @Test(arguments: [
        ("", APIError.Code.malformedRequest, ""), ("[]", .malformedRequest, ""), ("{\"a\":1", .malformedRequest, ""),
        (#"{"payload":{}}"#, .invalidField, "/job_type"), (#"{"job_type":"a"}"#, .invalidField, "/payload"),
        (#"{"job_type":1,"payload":{}}"#, .invalidField, "/job_type"),
        (#"{"job_type":"a","payload":3}"#, .invalidField, "/payload"),
        (#"{"job_type":"a","payload":null}"#, .invalidField, "/payload"),
        (#"{"job_type":"a","payload":{},"priority":"5"}"#, .invalidField, "/priority"),
        (#"{"job_type":"a","payload":{},"priority":1.5}"#, .invalidField, "/priority"),
        (#"{"job_type":"a","payload":{},"prioritty":1}"#, .unknownField, "/prioritty"),
        (#"{"job_type":null,"payload":{}}"#, .invalidField, "/job_type"),
        (#"{"job_type":"a","payload":{},"run_at":"tomorrow"}"#, .invalidField, "/run_at"),
        (#"{"job_type":"a","payload":{},"run_at":1}"#, .invalidField, "/run_at"),
        (#"{"job_type":"a","payload":{},"delay_seconds":"1"}"#, .invalidField, "/delay_seconds"),
        (#"{"job_type":"a","payload":{},"retry_policy":[]}"#, .invalidField, "/retry_policy"),
        (#"{"job_type":"a","payload":{},"retry_policy":{"factor":"2"}}"#, .invalidField, "/retry_policy/factor"),
        (#"{"job_type":"a","payload":{},"retry_policy":{"x/y":2}}"#, .unknownField, "/retry_policy/x~1y"),
        (#"{"job_type":"a","payload":{},"idempotency_key":1}"#, .invalidField, "/idempotency_key"),
    ])
    func namesWhatIsWrong(body: String, code: APIError.Code, pointer: String) {
        let error = #expect(throws: APIError.self) { try submission(body) }
        #expect(error?.code == code)
        #expect(error?.violations.first?.pointer ?? "" == pointer)
    }

    @Test func aDeepBodyIsRefused() {
        let deep = #"{"job_type":"a","payload":"# + String(repeating: "[", count: 100_000)
        #expect(throws: APIError.self) { try submission(deep) }
    }
}

@Suite struct SubmissionRulesTests {
    private let rules = SubmissionRules(defaultMaximumRetries: 3, defaultTimeoutSeconds: 300)

    private func known(_ change: (inout JobType) -> Void = { _ in }, schema: String? = nil) throws
        -> KnownJobType
    {
        var type = JobType(name: "a", plugin: PluginIdentity(id: "p", version: "1", sha256: ""))
        change(&type)
        return KnownJobType(
            type: type, payloadSchema: try schema.map { try JSONSchema(Array($0.utf8)) }, workers: 1, waiting: 0)
    }

    private func check(
        _ payload: String = "{}", priority: Int? = nil, retries: Int? = nil, timeout: Double? = nil,
        type: KnownJobType? = nil
    ) throws -> JobSpecification {
        try #require(
            try rules.specification(
                of: Submission(
                    type: "a", payload: Array(payload.utf8), priority: priority, maximumRetries: retries,
                    timeoutSeconds: timeout), type: type ?? known()))
    }

    @Test func whatIsLeftOpenComesFromTheTypeElseFromTheSettings() throws {
        let plain = try check()
        #expect(plain.priority.level == 5 && plain.maximumRetries == 3 && plain.timeoutMilliseconds == 300_000)
        let declared = try check(
            type: known {
                $0.maximumRetries = 7
                $0.timeoutMilliseconds = 1000
            })
        #expect(declared.maximumRetries == 7 && declared.timeoutMilliseconds == 1000)
        let asked = try check(
            priority: 0, retries: 0, timeout: 0.5, type: known { $0.maximumRetries = 7 })
        #expect(asked.priority.level == 0 && asked.maximumRetries == 0 && asked.timeoutMilliseconds == 500)
        #expect(try check(timeout: 0).timeoutMilliseconds == 0, "no limit")
    }

    @Test(
        arguments: [
            (11, nil, nil, "/priority"), (-1, nil, nil, "/priority"), (nil, 101, nil, "/max_retries"),
            (nil, -1, nil, "/max_retries"), (nil, nil, -1, "/timeout_seconds"), (nil, nil, 1e9, "/timeout_seconds"),
            (nil, nil, .infinity, "/timeout_seconds"), (nil, nil, .nan, "/timeout_seconds"),
            (nil, nil, 1e-9, "/timeout_seconds"),
        ] as [(Int?, Int?, Double?, String)])
    func whatIsOutOfRangeIsNamed(priority: Int?, retries: Int?, timeout: Double?, pointer: String) {
        let error = #expect(throws: APIError.self) {
            try check(priority: priority, retries: retries, timeout: timeout)
        }
        #expect(error?.violations.first?.pointer == pointer)
    }

    @Test func aPayloadThatDoesNotFitIsNamedByItsPointer() throws {
        let known = try known(schema: #"{"properties": {"n": {"type": "number"}}}"#)
        let error = #expect(throws: APIError.self) { try check(#"{"n": "x"}"#, type: known) }
        #expect(error?.code == .invalidPayload && error?.violations.first?.pointer == "/payload/n")
    }

    /// It is not refused for that: it is checked again, where it holds nobody up.
    @Test func aCheckThatTakesLongIsLeftOpen() throws {
        let known = try known(schema: #"{"pattern": "^(a+)+$"}"#)
        func specification(_ letters: Int, within bounds: ValidationBounds) throws -> JobSpecification? {
            let payload = Array(("\"" + String(repeating: "a", count: letters) + "b\"").utf8)
            return try rules.specification(of: Submission(type: "a", payload: payload), type: known, within: bounds)
        }
        #expect(throws: APIError.self) { try specification(5, within: .quick) }
        #expect(try specification(1000, within: .quick) == nil)
        #expect(throws: APIError.self) { try specification(1000, within: .standard) }
    }

    @Test func everyFaultIsNamedAtOnce() throws {
        var submission = try Submission(body: Array(#"{"nope":1,"job_type":"a","payload":3,"priority":99}"#.utf8))
        submission.maximumRetries = -1
        let error = #expect(throws: APIError.self) { try rules.specification(of: submission, type: known()) }
        #expect(error?.violations.map(\.pointer) == ["/nope", "/payload", "/priority", "/max_retries"])
    }

    @Test func aPayloadThatIsNotJSONIsRefused() {
        #expect(throws: APIError.self) { try check("{'a': 1}") }
        #expect(throws: APIError.self) { try check(String(repeating: "[", count: 200)) }
    }

    @Test func aPayloadOverTheLimitIsRefused() {
        let error = #expect(throws: APIError.self) { try check("\"" + String(repeating: "a", count: 1 << 20) + "\"") }
        #expect(error?.code == .payloadTooLarge)
    }
}
