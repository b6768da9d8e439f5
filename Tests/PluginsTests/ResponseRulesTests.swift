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
            (nil, nil), ("", nil), ("0", 0), ("120", 120), ("-5", nil), ("99999999", 86_400),
            ("Wed, 21 Oct 2026 07:28:00 GMT", nil),
            ("999999999999999999999999", nil),
        ] as [(String?, Int?)])
    func retryAfter(_ header: String?, _ seconds: Int?) {
        #expect(StatusVerdict.retryAfter(header) == seconds)
    }

    @Test func headersAreGathered() {
        var head = ResponseHead()
        for line in [
            "HTTP/1.1 100 Continue\r\n", "X-Interim: 1\r\n", "\r\n", "HTTP/1.1 200 OK\r\n",
            "Content-Type:  text/plain \r\n",
            "Set-Cookie: a=1\r\n", "SET-COOKIE: b=2\r\n", "Empty:\r\n", "Colons: a:b\r\n", "no colon\r\n",
            ": no name\r\n", "\r\n",
        ] {
            head.receive(Array(line.utf8))
        }
        #expect(
            head.headers == ["content-type": "text/plain", "set-cookie": "a=1, b=2", "empty": "", "colons": "a:b"])
    }
}
