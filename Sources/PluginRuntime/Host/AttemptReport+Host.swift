import ChildProcesses
import JSONSchema
import JobModel
import PluginWire

extension AttemptReport {
    /// What an attempt has come to when its handler gave an answer.
    init(_ outcome: HostOutcome, of job: HostLifecycle.RunningJob) {
        let code = OutcomeCode(rawValue: outcome.code)
        let refusal = outcome.refusalOfResult
        // Success wins over a cancel and a timeout.
        if code == .ok, refusal == nil {
            self.init(ending: .completed, result: outcome.result ?? Array("null".utf8))
        } else if job.request == .timeout {
            self = .timedOut(afterMilliseconds: job.timeoutMilliseconds)
        } else if job.request == .stall {
            self = .stalled(afterMilliseconds: job.heartbeatTimeoutMilliseconds)
        } else if let refusal {
            self.init(
                ending: .failed,
                failure: JobFailure(code: "invalid_result", message: refusal.cut(toBytes: WireLimits.errorMessage)))
        } else if code == .discard {
            self.init(ending: .failed, failure: Self.failure(outcome, code: "failed", "the handler gave no reason"))
        } else if code == .cancelled, job.request == .cancel {
            self = .cancelledByRequest
        } else {
            let reason =
                switch code {
                case .cancelled: "the handler said that it was cancelled, but nobody had asked"
                case .retry: "the handler gave no reason"
                default: "the handler ended with the unknown outcome \(outcome.code)"
                }
            self.init(ending: .transient, failure: Self.failure(outcome, code: "transient", reason))
            retryAfterMilliseconds = outcome.error?.retryAfterMilliseconds.map { Int(clamping: $0) }
        }
    }

    private static func failure(_ outcome: HostOutcome, code: String, _ reason: String) -> JobFailure {
        guard let error = outcome.error else { return JobFailure(code: code, message: reason) }
        return JobFailure(
            code: error.code.isEmpty ? code : error.code.cut(toBytes: WireLimits.errorCode),
            message: error.message.cut(toBytes: WireLimits.errorMessage))
    }

    /// What an attempt has come to when its host is gone before its handler gave an answer.
    init(_ exit: ProcessExit, of job: HostLifecycle.RunningJob) {
        switch (job.request, exit.hostExitCode) {
        case (.kill(let reason), _):
            self = .handedBack(reason)
        case (_, .workerStoodStill):
            self = .handedBack("the worker stood still, so its plugin host ended itself")
        case (_, _) where !job.isStarted && job.request != .cancel:
            self = .handedBack("the plugin host \(exit) before it began the job")
        case (.timeout, _), (_, .overdue):
            self = .timedOut(afterMilliseconds: job.timeoutMilliseconds)
        case (.stall, _):
            self = .stalled(afterMilliseconds: job.heartbeatTimeoutMilliseconds)
        case (.cancel, _) where exit == .signalled(9):
            self = .cancelledByRequest
        default:
            self.init(
                ending: .crashed, failure: JobFailure(code: "crashed", message: "plugin host \(exit)"),
                signal: exit.signalName)
        }
    }

    /// Counts as a timeout does; its code tells them apart.
    static func stalled(afterMilliseconds milliseconds: Int) -> AttemptReport {
        AttemptReport(
            ending: .timedOut,
            failure: JobFailure(code: "stalled", message: "gave no sign of life for \(Self.seconds(milliseconds)) s"))
    }

    static func timedOut(afterMilliseconds milliseconds: Int) -> AttemptReport {
        AttemptReport(
            ending: .timedOut,
            failure: JobFailure(code: "timeout", message: "did not end within \(Self.seconds(milliseconds)) s"))
    }

    static var cancelledByRequest: AttemptReport {
        AttemptReport(ending: .cancelled, failure: JobFailure(code: "cancelled", message: "cancelled while it ran"))
    }

    /// `2`, `1.5`, `0.25`
    private static func seconds(_ milliseconds: Int) -> String {
        milliseconds % 1000 == 0 ? "\(milliseconds / 1000)" : "\(Double(milliseconds) / 1000)"
    }
}

extension HostOutcome {
    /// The host has checked the result. It is looked at again all the same: a plugin can write to its host's socket,
    /// and what comes from there is spliced into answers.
    fileprivate var refusalOfResult: String? {
        guard resultRefusal == nil, let result else { return resultRefusal }
        guard result.count <= WireLimits.result else { return "the plugin host sent a result that is too large" }
        let isJSON = JSONText.isJSON(result, maximumDepth: WireLimits.jsonDepth)
        return isJSON ? nil : "the plugin host sent a result that is not JSON"
    }
}
