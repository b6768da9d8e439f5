import ChildProcesses
import JobModel
import PluginWire
import Testing

@testable import PluginRuntime

/// The life of a plugin host as a table: events in, actions out.
@Suite struct HostLifecycleTests {
    private static let job = HostJob(
        token: 4, id: "id", type: "t", attempt: 1, retriesLeft: 1, pool: "p", traceParent: nil, payload: [],
        checkpoint: nil, timeoutMilliseconds: 2000, cancelGraceMilliseconds: 300,
        heartbeatTimeoutMilliseconds: 0)

    private static func idle() -> HostLifecycle {
        var host = HostLifecycle(processID: 99)
        _ = host.handle(.received(.ready))
        return host
    }

    private static func running(started: Bool = true, heartbeatTimeoutMilliseconds: UInt32 = 0) -> HostLifecycle {
        var host = idle()
        var job = job
        job.heartbeatTimeoutMilliseconds = heartbeatTimeoutMilliseconds
        _ = host.handle(.run(job))
        if started { _ = host.handle(.received(.started(4))) }
        return host
    }

    private static func finished(_ code: Int32) -> HostLifecycle.Event {
        .received(.finished(HostOutcome(token: 4, code: code, result: Array("1".utf8))))
    }

    private func report(_ actions: [HostLifecycle.Action]) -> AttemptReport? {
        actions.compactMap { if case .report(let report) = $0 { report } else { nil } }.first
    }

    private static let asked: [HostLifecycle.Action] = [
        .raiseCancelFlag(4), .send(.cancel(4)), .setTimer(milliseconds: 300),
    ]

    @Test func starting() {
        var host = HostLifecycle(processID: 99)
        let settings = HostSettings(config: ["a": "b"])
        #expect(host.begin(settings) == [.send(.start(settings)), .setTimer(milliseconds: 30_000)])
        #expect(host.handle(.received(.ready)) == [.clearTimers, .becameReady])
        #expect(host.state == .idle)
    }

    @Test func aStartThatFailsIsSaidOnceWithItsReason() {
        let table: [(events: [HostLifecycle.Event], reason: String)] = [
            ([.received(.refused("init returned 1")), .ended(.exited(70))], "init returned 1"),
            ([.timeIsUp, .ended(.signalled(9))], "was not ready within 30000 ms"),
            ([.stop, .ended(.signalled(9))], "was stopped before it was ready"),
            ([.closed, .ended(.signalled(6))], "the plugin host ended by SIGABRT before it was ready"),
            ([.ended(.exited(1))], "the plugin host exited with status 1 before it was ready"),
            ([.faulty("sent nonsense"), .closed, .ended(.signalled(9))], "sent nonsense"),
        ]
        for (events, reason) in table {
            var host = HostLifecycle(processID: 99)
            let failures = events.flatMap { host.handle($0) }.filter {
                if case .startFailed = $0 { true } else { false }
            }
            #expect(failures == [.startFailed(reason)])
            #expect(host.state == .ended)
        }
    }

    @Test func theTimeoutCountsFromTheStartOfTheHandler() {
        var host = Self.idle()
        #expect(host.handle(.run(Self.job)) == [.send(.run(Self.job)), .setTimer(milliseconds: 10_000)])
        #expect(host.handle(.received(.started(4))) == [.setTimer(milliseconds: 2000)])
    }

    @Test func anAnswerEndsTheJobAndTheHostIsIdle() {
        var host = Self.running()
        let report = report(host.handle(Self.finished(0)))
        #expect(report?.ending == .completed)
        #expect(report?.hostProcessID == 99)
        #expect(host.state == .idle)
        #expect(host.handle(Self.finished(0)) == [], "late words change nothing")
    }

    @Test func wordsAboutAnotherTokenChangeNothing() {
        var host = Self.running()
        let before = host.state
        for event in [
            HostEvent.started(5), .progress(5, fraction: 1, message: nil), .checkpoint(5, []),
            .finished(HostOutcome(token: 5, code: 0)), .ready,
        ] {
            #expect(host.handle(.received(event)) == [])
        }
        #expect(host.handle(.stopJob(5, .cancel)) == [])
        #expect(host.state == before)
    }

    /// What was asked, what the handler answered within the grace, and what becomes of it.
    @Test func answersAfterARequestToStop() {
        let table: [(request: StopRequest?, code: Int32, ending: AttemptEnding)] = [
            (nil, 0, .completed), (nil, 1, .transient), (nil, 2, .failed), (nil, 3, .transient), (nil, 99, .transient),
            (.cancel, 0, .completed), (.cancel, 1, .transient), (.cancel, 2, .failed), (.cancel, 3, .cancelled),
            (.timeout, 0, .completed), (.timeout, 1, .timedOut), (.timeout, 2, .timedOut), (.timeout, 3, .timedOut),
            (.stall, 0, .completed), (.stall, 1, .timedOut), (.stall, 2, .timedOut), (.stall, 3, .timedOut),
            (.kill("gone"), 0, .handedBack), (.kill("gone"), 2, .handedBack),
        ]
        for (request, code, ending) in table {
            var host = Self.running()
            switch request {
            case .cancel: #expect(host.handle(.stopJob(4, .cancel)) == Self.asked)
            case .timeout: #expect(host.handle(.timeIsUp) == Self.asked)
            case .stall: #expect(host.handle(.silentForTooLong) == Self.asked)
            case .kill: #expect(host.handle(.stopJob(4, .kill("gone"))) == [.clearTimers, .killGroup])
            case nil: break
            }
            #expect(
                report(host.handle(Self.finished(code)))?.ending == ending, "\(String(describing: request)) \(code)")
        }
    }

    /// What was asked, how the process ended, and what becomes of the attempt.
    @Test func deathsDuringAJob() {
        let table: [(request: StopRequest?, exit: ProcessExit, ending: AttemptEnding)] = [
            (nil, .signalled(6), .crashed), (nil, .exited(3), .crashed), (nil, .exited(0), .crashed),
            (nil, .signalled(9), .crashed), (nil, .exited(214), .handedBack), (nil, .exited(213), .crashed),
            (nil, .exited(215), .timedOut),
            (.cancel, .signalled(9), .cancelled), (.cancel, .signalled(11), .crashed),
            (.timeout, .signalled(9), .timedOut), (.timeout, .signalled(11), .timedOut),
            (.stall, .signalled(9), .timedOut), (.stall, .signalled(11), .timedOut),
            (.stall, .exited(214), .handedBack),
            (.kill("gone"), .signalled(9), .handedBack), (.kill("gone"), .exited(0), .handedBack),
        ]
        for (request, exit, ending) in table {
            var host = Self.running()
            if let request { _ = host.handle(.stopJob(4, request)) }
            if request != nil { #expect(host.handle(.timeIsUp) == [.clearTimers, .killGroup]) }
            let report = report(host.handle(.ended(exit)))
            #expect(report?.ending == ending, "\(String(describing: request)) \(exit)")
            #expect(host.state == .ended)
        }
    }

    @Test func aDeathBeforeTheHandlerWasCalledIsNotTheJobs() {
        var host = Self.running(started: false)
        #expect(report(host.handle(.ended(.signalled(11))))?.ending == .handedBack)
        host = Self.running(started: false)
        #expect(host.handle(.timeIsUp) == [.clearTimers, .killGroup], "it did not begin the job")
        #expect(report(host.handle(.ended(.signalled(9))))?.ending == .handedBack)
    }

    @Test func aCancelBeforeTheHandlerWasCalledKeepsItsGrace() {
        var host = Self.running(started: false)
        #expect(host.handle(.stopJob(4, .cancel)) == Self.asked)
        #expect(host.handle(.received(.started(4))) == [], "the timeout does not take the place of the grace")
        #expect(host.handle(.timeIsUp) == [.clearTimers, .killGroup])
        #expect(report(host.handle(.ended(.signalled(9))))?.ending == .cancelled)
    }

    @Test func theFirstRequestKeepsItsGrace() {
        var host = Self.running()
        #expect(host.handle(.timeIsUp) == Self.asked)
        #expect(host.handle(.stopJob(4, .cancel)) == [])
        #expect(report(host.handle(.ended(.signalled(9))))?.ending == .timedOut)
    }

    @Test func stopping() {
        var host = Self.idle()
        #expect(host.handle(.stop) == [.send(.stop), .setTimer(milliseconds: 3000)])
        #expect(host.handle(.timeIsUp) == [.killGroup])
        #expect(host.handle(.ended(.signalled(9))) == [.clearTimers])
        host = Self.running()
        #expect(host.handle(.stop) == [.clearTimers, .killGroup])
        #expect(report(host.handle(.ended(.signalled(9))))?.ending == .handedBack)
    }

    @Test func progressIsBoundedAndKept() {
        var host = Self.running()
        #expect(
            host.handle(.received(.progress(4, fraction: 7, message: "m")))
                == [.progress(JobProgress(fraction: 1, message: "m"))])
        #expect(host.handle(.received(.progress(4, fraction: .nan, message: nil))) == [])
        #expect(report(host.handle(Self.finished(1)))?.progress == JobProgress(fraction: 1, message: "m"))
    }

    /// What the plugin itself writes to its host's socket is not bounded by the host.
    @Test func whatComesOverTheSocketIsBoundedInBytes() throws {
        let endless = "a" + String(repeating: "\u{301}", count: 1 << 20)
        var host = Self.running()
        let progress = host.handle(.received(.progress(4, fraction: 0.5, message: endless)))
        guard case .progress(let told) = progress.first else {
            Issue.record("no progress")
            return
        }
        #expect(try #require(told.message).utf8.count == 1023)

        let outcome = HostOutcome(token: 4, code: 2, error: .init(code: endless, message: endless))
        let failure = try #require(report(host.handle(.received(.finished(outcome))))?.failure)
        #expect(failure.code.utf8.count == 127)
        #expect(failure.message.utf8.count == 8191)

        host = HostLifecycle(processID: 99)
        guard case .startFailed(let reason) = host.handle(.received(.refused(endless))).last else {
            Issue.record("not refused")
            return
        }
        #expect(reason.utf8.count == 8191)
    }

    /// Every sign of life sets the timer anew, and nothing else does.
    @Test func silenceIsMeasuredFromTheLatestSignOfLife() {
        let sign = HostLifecycle.Action.setStallTimer(milliseconds: 700)
        var host = Self.running(started: false, heartbeatTimeoutMilliseconds: 700)
        #expect(host.handle(.received(.heartbeat(4))) == [], "nothing counts before the handler was called")
        #expect(host.handle(.silentForTooLong) == [])
        #expect(host.handle(.received(.started(4))) == [.setTimer(milliseconds: 2000), sign])
        #expect(host.handle(.received(.heartbeat(4))) == [sign])
        #expect(host.handle(.received(.progress(4, fraction: 0, message: nil))).last == sign)
        #expect(host.handle(.received(.checkpoint(4, [1]))) == [.checkpoint([1]), sign])
        #expect(host.handle(.received(.heartbeat(5))) == [], "of another job")
        #expect(host.handle(.stopJob(4, .cancel)) == Self.asked)
        #expect(host.handle(.received(.heartbeat(4))) == [], "now the grace counts")
        #expect(host.handle(.silentForTooLong) == [])
        #expect(report(host.handle(Self.finished(3)))?.ending == .cancelled)
        #expect(host.handle(.silentForTooLong) == [], "of the job before")
    }

    @Test func whoIsSilentForTooLongHasStalledAndIsKilledAfterItsGrace() {
        for event in [Self.finished(1), .ended(.signalled(9))] {
            var host = Self.running(heartbeatTimeoutMilliseconds: 700)
            #expect(host.handle(.silentForTooLong) == Self.asked)
            #expect(host.handle(.timeIsUp) == [.clearTimers, .killGroup])
            let failure = JobFailure(code: "stalled", message: "gave no sign of life for 0.7 s")
            #expect(report(host.handle(event))?.failure == failure)
        }
    }
}
