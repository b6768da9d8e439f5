import Foundation
import Testing

@testable import jobyard

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("http://localhost:8000", "http://localhost:8000"), ("https://h/", "https://h"),
        ("http://[::1]:8000/a//", "http://[::1]:8000/a"),
    ])
    func addressesHaveNoSlashAtTheirEnd(text: String, url: String) throws {
        #expect(try ServerAddress(text).url == url)
    }

    @Test(arguments: [
        "", "localhost:8000", "ftp://h", "http://", "http:///x", "http://h?a=b", "http://h#a", "file:///etc",
    ])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(throws: ClientError.invalidAddress(text)) { try ServerAddress(text) }
        #expect(jobyard.ExitStatus(ClientError.invalidAddress(text)) == .wrongUsage)
    }

    @Test func nothingInAQueryEscapesItsPlace() throws {
        let filter = JobFilter(statuses: ["a", "b&c"], type: "d=e #?", createdAfter: "2026-01-05T10:00:00+02:00")
        #expect(
            try ServerAddress("http://h").url("/jobs", query: filter.query)
                == "http://h/jobs?status_filter=a%2Cb%26c&job_type=d%3De%20%23%3F&created_after=2026-01-05T10%3A00%3A00%2B02%3A00"
        )
        #expect(ServerAddress.escape("../x?y") == "..%2Fx%3Fy")
    }

    @Test func aFilterOfDeadLettersIsAQuery() throws {
        let filter = DeadLetterFilter(type: "a", errorCode: "b c", limit: 5, cursor: "x")
        #expect(
            try ServerAddress("http://h").url("/dead-letters", query: filter.query)
                == "http://h/dead-letters?job_type=a&error_code=b%20c&limit=5&cursor=x")
        #expect(DeadLetterFilter().query.isEmpty)
    }

    @Test func aPasswordInItIsNotShown() throws {
        let error = ClientError.unreachable(try ServerAddress("http://u:hunter2@h"), reason: "x")
        #expect(!"\(error)".contains("hunter2"))
    }
}

@Suite struct ExitStatusTests {
    static let refusals: [(UInt, jobyard.ExitStatus)] = [
        (400, .refused), (404, .refused), (422, .refused), (302, .unavailable), (429, .unavailable),
        (500, .unavailable),
        (503, .unavailable),
    ]

    @Test(arguments: refusals) func answersDecideTheStatus(status: UInt, exit: jobyard.ExitStatus) throws {
        let address = try ServerAddress("http://h")
        let refusal = Refusal(address: address, status: status, problem: nil, requestID: nil)
        #expect(jobyard.ExitStatus(.refused(refusal)) == exit)
    }

    @Test func otherErrors() throws {
        #expect(jobyard.ExitStatus(.unreachable(try ServerAddress("http://h"), reason: "")) == .unavailable)
        #expect(jobyard.ExitStatus(.unanswered(try ServerAddress("http://h"), reason: "")) == .unavailable)
        #expect(jobyard.ExitStatus(.unreadable(reason: "")) == .unavailable)
        #expect(jobyard.ExitStatus(.tooLarge(maximumBytes: 1)) == .unavailable)
    }

    @Test func theWorstIsTheGreatest() {
        #expect([.refused, .success, .unavailable].max() == jobyard.ExitStatus.unavailable)
        #expect([.success, .refused].max() == jobyard.ExitStatus.refused)
    }

    @Test func helpNamesThemAll() {
        for status in jobyard.ExitStatus.allCases { #expect(jobyard.ExitStatus.help.contains("  \(status.rawValue) ")) }
    }
}

@Suite struct RefusalTests {
    private func text(_ status: UInt, _ problem: String, requestID: String? = nil) throws -> String {
        Refusal(
            address: try ServerAddress("http://h"), status: status,
            problem: try JSONDecoder().decode(Problem.self, from: Data(problem.utf8)),
            requestID: requestID
        ).description
    }

    @Test func whatIsWrongIsNamedOnce() throws {
        let one = #"{"code":"c","detail":"bad: /a must be b","errors":[{"pointer":"/a","message":"must be b"}]}"#
        #expect(try text(422, one) == "bad: /a must be b [c]")
        let two = #"{"code":"c","detail":"bad","errors":[{"pointer":"/a","message":"x"},{"pointer":"","message":"y"}]}"#
        #expect(try text(422, two) == "bad [c]\n  /a: x\n  (all of it): y")
    }

    @Test func theRequestIsNamedWhereTheServerIsAtFault() throws {
        let problem = #"{"code":"c","detail":"d"}"#
        #expect(try text(500, problem, requestID: "r1").contains("r1"))
        #expect(try !text(422, problem, requestID: "r1").contains("r1"))
    }

    @Test(arguments: [(302, true), (404, true), (502, false)])
    func whatNoJobyardSaysMakesTheAddressSuspect(status: UInt, isSuspect: Bool) throws {
        let address = try ServerAddress("http://u:hunter2@h")
        let text = Refusal(address: address, status: status, problem: nil, requestID: nil).description
        #expect(text.hasPrefix("http://u:********@h answered \(status)"))
        #expect(text.contains("--url") == isSuspect)
    }

    @Test func nothingInItReachesTheTerminalRaw() throws {
        let hostile = #"{"code":"\u001b[c","detail":"d\u009b","errors":[{"pointer":"\u001b","message":"\u202e"}]}"#
        let text = try text(500, hostile, requestID: "\u{1B}")
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || (0x20..<0x7F).contains($0.value) })
    }
}

@Suite struct ViewTests {
    private func decode<Value: Decodable>(_ json: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }

    @Test func jobTypesNameTheirPlugin() throws {
        let type: JobTypeView = try decode(
            #"{"job_type":"a","plugin":{"id":"p","version":"1","sha256":"s"},"workers":2,"waiting":3,"new":1}"#)
        #expect(TextTable.jobTypes([type]).lines[1].split(separator: " ") == ["a", "p", "1", "2", "3"])
    }

    @Test func workersWithTheSamePluginStandTogether() throws {
        func worker(_ name: String, _ state: String) -> String {
            #"{"worker":"\#(name)","job_types":[],"plugins":[{"file":"f","id":"p","state":"\#(state)"},{"file":"bad","reason":"r"}]}"#
        }
        let list: WorkerList = try decode(
            "{\"workers\":[\(worker("a", "serving")),\(worker("b", "serving")),\(worker("c", "refused"))]}")
        let plugins = InstalledPlugin.all(of: list.workers)
        #expect(plugins.map(\.workers) == [["a", "b", "c"], ["a", "b"], ["c"]])
        #expect(TextTable.plugins(plugins).lines.count == 4)
        #expect(plugins.compactMap(\.refusal) == ["bad is not used: r"])
    }

    @Test func progressIsShown() throws {
        let job: JobView = try decode(
            #"{"job_id":"i","job_type":"t","status":"running","attempt":2,"progress":{"fraction":0.4,"message":"half\u001b"}}"#
        )
        #expect(ProgressDisplay.text(of: job) == "i  running  attempt 2  40 %  half\\u001b")
        #expect(!job.isFinal)
    }

    @Test func aJobThatIsToEndIsShownSoWhileItRuns() throws {
        let running: JobView = try decode(
            #"{"job_id":"i","job_type":"t","status":"running","attempt":1,"cancel_requested":true}"#)
        #expect(JobText.summary(of: running) == "i  t  running  attempt 1  cancel requested")
        let ended: JobView = try decode(
            #"{"job_id":"i","job_type":"t","status":"cancelled","attempt":1,"cancel_requested":true}"#)
        #expect(JobText.summary(of: ended) == "i  t  cancelled  attempt 1")
    }

    @Test func attemptsShowHowTheyEnded() throws {
        let list: AttemptList = try decode(
            #"""
            {"attempts":[{"attempt":1,"worker":"w","host_pid":42,"started_at":"2026-01-05T10:00:00.000Z","ended_at":null,
            "outcome":"crashed","error":{"code":"c","message":"m\u001b"},"signal":"SIGABRT"},
            {"attempt":2,"worker":"w","host_pid":null,"started_at":null,"outcome":null,"error":null,"signal":null}]}
            """#)
        let lines = TextTable.attempts(list.attempts).lines
        #expect(lines[1].split(separator: " ").suffix(5) == ["w", "42", "SIGABRT", "c:", "m\\u001b"])
        #expect(lines[2].split(separator: " ") == ["2", "running", "w"])
    }

    @Test func deadLettersAreCounted() throws {
        let page: DeadLetterPage = try decode(
            #"{"dead_letters":[],"groups":[{"job_type":"t","error_code":"c","count":7},{"job_type":"u","error_code":null,"count":1}],"next_cursor":null}"#
        )
        let lines = TextTable.deadLetterGroups(page.groups).lines
        #expect(lines[1].split(separator: " ") == ["7", "t", "c"] && lines[2].split(separator: " ") == ["1", "u"])
    }

    @Test(arguments: [
        (0, false, false, "no job queued again"), (1, false, false, "1 job queued again"),
        (2, true, false, "2 jobs would be queued again"),
        (2, false, true, "2 jobs queued again; more match: run the command again for them"),
    ])
    func whatWasRetriedIsSummedUp(count: Int, dryRun: Bool, more: Bool, text: String) {
        let retried = RetriedJobs(dryRun: dryRun, jobIDs: Array(repeating: "i", count: count), more: more)
        #expect(DeadLettersRetryCommand.summary(of: retried) == text)
    }

    @Test func aJobIsShownWithItsErrorAndResult() throws {
        let json =
            #"{"job_id":"i","job_type":"t","status":"failed","attempt":1,"burned_attempts":1,"losses":0,"error":{"code":"c","message":"m"},"result":{"a": 1}}"#
        let answer = Answer<JobView>(bytes: Array(json.utf8), value: try decode(json))
        #expect(
            JobText.lines(of: answer) == [
                "i  t  failed  attempt 1", "  counts     burned attempts 1", "  error      c: m",
                #"  result     {"a": 1}"#,
            ])
    }
}

@Suite struct JobListJSONTests {
    private func page(_ text: String) throws -> Answer<JobPage> {
        Answer(bytes: Array(text.utf8), value: try JSONDecoder().decode(JobPage.self, from: Data(text.utf8)))
    }

    private static let jobs = ["1", "2", "3"].map {
        #"{"job_id":"\#($0)","job_type":"t","status":"s","attempt":1, "x":1.50}"#
    }

    private func written(_ pages: [String], cursor: String?) throws -> String {
        var json = JobListJSON()
        let bytes = try pages.flatMap { json.add(try page($0)) }
        return String(decoding: bytes + json.end(cursor: cursor), as: UTF8.self)
    }

    @Test func onePageStaysAsItCame() throws {
        let text = #"{ "jobs" : [\#(Self.jobs[0])], "next_cursor": "c" }"#
        #expect(try written([text], cursor: "c") == text)
    }

    @Test func severalBecomeOneDocument() throws {
        let pages = [
            #"{"jobs":[\#(Self.jobs[0]), \#(Self.jobs[1])],"next_cursor":"a"}"#,
            #"{"jobs":[\#(Self.jobs[2])],"next_cursor":"b"}"#,
            #"{"jobs":[],"next_cursor":null}"#,
        ]
        let all = "\(Self.jobs[0]), \(Self.jobs[1]),\(Self.jobs[2])"
        #expect(try written(pages, cursor: nil) == #"{"jobs":[\#(all)],"next_cursor":null}"#)
        #expect(try written(Array(pages.prefix(2)), cursor: "b\"") == #"{"jobs":[\#(all)],"next_cursor":"b\""}"#)
    }
}
