import JobModel
import TestSupport
import Testing

@testable import PluginRuntime

/// What becomes of hosts that nobody needs any more.
@Suite struct IdleHostTests {
    @Test(arguments: [50, 300_000]) func surplusHostsEndWhenTheyWereIdleForLong(_ milliseconds: Int) async throws {
        try await TestRuntime.with([("handlers.c", [])], idleTimeMilliseconds: milliseconds) { test in
            let running = Counters()
            try await withThrowingTaskGroup(of: AttemptReport.self) { group in
                for index in 0..<4 {
                    group.addTask {
                        await test.run("polite", token: "w/1.\(index)") { _ in
                            running.add("polite", "running", 1)
                        }
                    }
                }
                try await eventually("all run") { running["polite/running"] == 4 }
                for index in 0..<4 { await test.runtime.cancel(LeaseToken("w/1.\(index)")) }
                for try await report in group { #expect(report.ending == .cancelled) }
            }
            if milliseconds == 50 {
                try await eventually("one host is left") { test.runtime.hostProcessIDs.count == 1 }
            }
            let hosts = test.runtime.hostProcessIDs
            #expect(hosts.count == (milliseconds == 50 ? 1 : 4))
            #expect(await test.run("echo").hostProcessID.map(hosts.contains) == true, "a warm one takes the next job")
            #expect(test.runtime.reports.map(\.state) == [.serving], "an end that was asked for is no failure")
        }
    }
}
