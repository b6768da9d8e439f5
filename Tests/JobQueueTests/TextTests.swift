import JobModel
import Testing

@testable import JobQueue

/// The values in Redis: what is written comes back, and what is none of ours is refused.
@Suite struct TextTests {
    private func status(_ life: JobLifecycle, token: String?) -> JobStatus {
        JobStatus(
            lifecycle: life, version: JobVersion(epoch: 3, version: 1 << 20), dueAt: Timestamp(milliseconds: 99),
            startedAt: nil, changedAt: Timestamp(milliseconds: 1_795_426_440_007), token: token.map(LeaseToken.init))
    }

    @Test(arguments: JobState.allCases) func liveComesBack(_ state: JobState) throws {
        let life = JobLifecycle(state: state, attempt: 7, burned: 3, crashes: 2, losses: 1, cancelRequested: true)
        for token in [nil, "host:1:x/4.2"] {
            let live = LiveText(status: status(life, token: token), type: "http_request", priority: .standard)
            #expect(try LiveText(parsing: live.text) == live)
        }
    }

    @Test(arguments: [
        "", "queued", "queued 1 1 0 0 0 0 0 0 0 0 - echo", "queued 1 1 0 0 0 0 0 0 0 0 - echo 11",
        "lost 1 1 0 0 0 0 0 0 0 0 - echo 5", "queued x 1 0 0 0 0 0 0 0 0 - echo 5",
        "queued -1 1 0 0 0 0 0 0 0 0 - echo 5", "queued 1 1 0 0 0 0 0 0 0 0 - echo 5 more",
    ])
    func otherLiveValuesAreRefused(_ text: String) {
        #expect(throws: QueueError.self) { try LiveText(parsing: text) }
    }

    @Test(arguments: ["{}", "{\"a\":\"line\\nbreak\"}", "[1,\n2]", ""]) func specificationsComeBack(_ payload: String)
        throws
    {
        let specification = JobSpecification(
            type: "echo", payload: Array(payload.utf8), maximumRetries: 3, timeoutMilliseconds: 1500,
            retryPolicy: RetryPolicy(baseMilliseconds: 10, factor: 1.5, capMilliseconds: 100),
            traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        let bytes = SpecificationText.encode(specification)
        #expect(try SpecificationText.decode(bytes, type: "echo", priority: .standard) == specification)
    }

    @Test func reportsComeBack() throws {
        let reports = [
            AttemptReport(ending: .completed, result: Array("{\"a\": 1}\n".utf8), hostProcessID: 7),
            AttemptReport(ending: .completed, result: []),
            AttemptReport(
                ending: .crashed, failure: JobFailure(code: "crashed", message: "line\nand ü - 3"), signal: "SIGABRT",
                progress: JobProgress(fraction: 0.25, message: "a b")),
            AttemptReport(ending: .transient, failure: JobFailure(code: "", message: "")),
            .handedBack("because"),
        ]
        for report in reports {
            #expect(try ReportText.decode(ReportText.encode(report)[...]) == report)
        }
    }

    @Test(arguments: [
        "", "completed", "completed - - - - - - 9\nabc", "what - - - - - - -\n", "completed - - - - - - -1\n",
    ])
    func otherReportsAreRefused(_ text: String) {
        #expect(throws: QueueError.self) { try ReportText.decode(Array(text.utf8)[...]) }
    }

    @Test func notesComeBack() {
        for note in [JobProgress(fraction: 0.5), JobProgress(fraction: 1, message: "two words")] {
            #expect(NoteText.decode(NoteText.encode(note)) == note)
        }
        #expect(NoteText.decode("soon") == nil)
    }
}

/// What workers say of themselves in the registry.
@Suite struct WorkerEntryTests {
    private func entry(plugins: [PluginReport]) -> WorkerEntry {
        WorkerEntry(
            host: "h", processID: 1, version: "0", types: ["echo"], slots: 4, freeSlots: 4,
            startedAt: Timestamp(milliseconds: 7), plugins: plugins)
    }

    @Test func entriesComeBack() throws {
        let entry = entry(plugins: [
            PluginReport(
                file: "/p/a.so", id: "a", version: "1", sha256: "ab", jobTypes: ["echo"], state: .resting, reason: "x"),
            PluginReport(file: "/p/b.so", state: .refused, reason: "is not a regular file"),
        ])
        #expect(try WorkerEntry.decoded(entry.encoded()) == entry)
    }

    @Test(arguments: [
        "", #","plugins":null"#, #","plugins":7"#,
        #","plugins":[{"file":"a.so","job_types":[],"state":"of another version"}]"#,
    ])
    func theEntryOfAnotherVersionIsRead(_ plugins: String) throws {
        let json = #"{"host":"h","pid":1,"version":"0","types":["echo"],"slots":4,"free":4,"started_at":7"#
        #expect(try WorkerEntry.decoded(Array((json + plugins + "}").utf8)) == entry(plugins: []))
    }

    @Test func whatAHeartbeatCarriesIsBounded() {
        let report = PluginReport(file: "a.so", state: .refused, reason: String(repeating: "ü", count: 600))
        let entry = entry(plugins: Array(repeating: report, count: 300))
        #expect(entry.plugins.count == 200)
        #expect(entry.plugins.first?.reason == String(repeating: "ü", count: 512))
    }

    @Test(arguments: [(PluginReport.State.serving, 32), (.resting, 32), (.refused, 0)])
    func theJobTypesOfAPluginAreBounded(_ state: PluginReport.State, count: Int) {
        let types = (0..<40).map { "type\($0)" }
        let entry = entry(plugins: [PluginReport(file: "a.so", jobTypes: types, state: state)])
        #expect(entry.plugins.first?.jobTypes == Array(types.prefix(count)))
    }
}
