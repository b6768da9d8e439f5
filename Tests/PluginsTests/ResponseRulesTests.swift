import Foundation
import HTTPRequestPolicy
import Testing

@Suite struct ResponseRulesTests {
    @Test(
        arguments: [
            (200, .result), (204, .result), (301, .result), (304, .result), (399, .result),
            (400, .discard), (401, .discard), (404, .discard), (407, .discard), (409, .discard), (499, .discard),
            (408, .retry), (425, .retry), (429, .retry), (500, .retry), (503, .retry), (599, .retry),
        ] as [(Int, StatusVerdict)])
    func statuses(_ status: Int, _ expected: StatusVerdict) {
        #expect(StatusVerdict(status: status) == expected)
    }

    @Test(
        arguments: [
            ("[200]", [200], [201, 404, 503]), (#"["2xx"]"#, [200, 299], [199, 300, 304]),
            (#"["2xx", 404, "5xx"]"#, [204, 404, 500, 599], [403, 304, 429]), ("[304, 304]", [304], [200]),
        ] as [(String, [Int], [Int])])
    func expectedStatuses(_ json: String, _ successes: [Int], _ others: [Int]) throws {
        let expected = try JSONDecoder().decode(ExpectedStatuses.self, from: Data(json.utf8))
        for status in successes { #expect(StatusVerdict(status: status, expected: expected) == .result) }
        for status in others {
            let isTransient = [408, 425, 429].contains(status) || status >= 500
            #expect(StatusVerdict(status: status, expected: expected) == (isTransient ? .retry : .discard))
        }
    }

    @Test(arguments: [
        "[]", "[99]", "[600]", #"[99, "2xx"]"#, #"["1xx"]"#, #"["2XX"]"#, #"["200"]"#, "[200.5]", "200", "{}", "[null]",
    ])
    func otherExpectations(_ json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ExpectedStatuses.self, from: Data(json.utf8))
        }
    }

    @Test(
        arguments: [
            (nil, nil, nil), ("", nil, nil), ("0", nil, nil), ("120", nil, 120), ("-5", nil, nil), ("+5", nil, nil),
            ("1.5", nil, nil), ("86400", nil, 86_400), ("99999999", nil, 86_400), ("5, 5", nil, nil),
            ("999999999999999999999999", nil, 86_400),
            // From our clock, which shows 2026-01-01 00:00:00, where the server does not tell its own.
            ("Thu, 01 Jan 2026 00:01:00 GMT", nil, 60), ("Thursday, 01-Jan-26 00:01:00 GMT", nil, 60),
            ("Thu Jan  1 00:01:00 2026", nil, 60), ("Thu, 01 Jan 2026 00:00:00 GMT", nil, nil),
            ("Wed, 31 Dec 2025 23:00:00 GMT", nil, nil), ("Fri, 01 Jan 9999 00:00:00 GMT", nil, 86_400),
            ("Thu, 01 Jan 2026 00:01:00 GMT", "Thu, 01 Jan 2026 00:00:50 GMT", 10),
            ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:30 GMT", 7),
            ("Thu, 01 Jan 2026 00:01:00 GMT", "yesterday", 60),
        ] as [(String?, String?, Int?)])
    func retryAfter(_ header: String?, _ date: String?, _ seconds: Int?) {
        var headers: [String: String] = [:]
        headers["retry-after"] = header
        headers["date"] = date
        #expect(RetryAfter.seconds(in: headers, now: HTTPDateTests.now) == seconds)
    }

    private func head(_ lines: [String]) throws -> ResponseHead {
        var head = ResponseHead()
        for line in lines { try head.receive(Array(line.utf8)) }
        return head
    }

    @Test func headersAreGathered() throws {
        let head = try head([
            "HTTP/1.1 100 Continue\r\n", "X-Interim: 1\r\n", "\r\n", "HTTP/1.1 200 OK\r\n",
            "Content-Type:  text/plain \r\n",
            "Set-Cookie: a=1\r\n", "SET-COOKIE: b=2\r\n", "Empty:\r\n", "Colons: a:b\r\n", "no colon\r\n",
            ": no name\r\n", "Folded: a\r\n", "\t b:c\r\n", "\r\n",
        ])
        #expect(head.status == 200 && head.version == "1.1" && head.isComplete)
        #expect(
            head.headers == [
                "content-type": "text/plain", "set-cookie": "a=1\nb=2", "empty": "", "colons": "a:b", "folded": "a b:c",
            ])
    }

    @Test func trailersAreNoHeaders() throws {
        let head = try head([
            "HTTP/2 204\r\n", "A: 1\r\n", "\r\n", "Location: /evil\r\n", "HTTP/1.1 500 Evil\r\n", "A: 2\r\n", "\r\n",
        ])
        #expect(head.status == 204 && head.version == "2")
        #expect(head.headers == ["a": "1"])
    }

    @Test func headsAreBounded() throws {
        let start = ["HTTP/1.1 200 OK\r\n"]
        let interim = ["HTTP/1.1 100 Continue\r\n", "\r\n"]
        _ = try head(start + Array(repeating: "A: b\r\n", count: ResponseLimits.headLines - 1))
        for lines in [
            start + Array(repeating: "A: b\r\n", count: ResponseLimits.headLines),
            Array(repeating: interim, count: ResponseLimits.headLines / 2 + 1).flatMap(\.self),
            start + ["A: \(String(repeating: "b", count: ResponseLimits.headBytes))\r\n"],
            start + ["\r\n"] + Array(repeating: "Trailer: b\r\n", count: ResponseLimits.headLines),
        ] {
            #expect(throws: ResponseHead.TooLarge.self) { try head(lines) }
        }
    }

    @Test func timingIsInPartsAndInSeconds() throws {
        var timing = TransferTiming(
            nameKnown: 10, connected: 30, secured: 60, readyToSend: 65, firstByte: 70, end: 90)
        timing += TransferTiming(nameKnown: 5, connected: 0, secured: 0, readyToSend: 5, firstByte: 10, end: 10)
        let json = try JSONDecoder().decode([String: Double].self, from: JSONEncoder().encode(timing))
        let seconds = [
            "dns": 0.000015, "connect": 0.00002, "tls": 0.00003, "first_byte": 0.00001, "total": 0.0001,
        ]
        #expect(json == seconds)
    }
}
