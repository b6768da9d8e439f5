import Foundation

/// A job for people: one line, and what is to be said beside it.
enum JobText {
    static func lines(of answer: Answer<JobView>) -> [String] {
        let job = answer.value
        var lines = [summary(of: job)]
        func add(_ name: String, _ text: String?) {
            guard let text else { return }
            lines.append("  \(name.padding(toLength: 9, withPad: " ", startingAt: 0))  \(text)")
        }
        add("created", job.createdAt)
        add("run at", job.runAt)
        add("started", job.startedAt)
        add("finished", job.finishedAt)
        add("worker", job.worker)
        add("key", job.idempotencyKey)
        add("counts", job.counts)
        add("progress", job.isFinal ? nil : job.progress?.text)
        add("error", job.error.map { "\($0.code): \($0.message)" })
        add("result", JSONMember.cut("result", from: answer.bytes))
        return lines.map { TerminalText.clean($0) }
    }

    /// `019a…  sleep  running  attempt 1  cancel requested`
    static func summary(of job: JobView) -> String {
        let isLeaving = job.cancelRequested == true && !job.isFinal
        return TerminalText.clean(
            "\(job.jobID)  \(job.jobType)  \(job.status)  attempt \(job.attempt)"
                + (isLeaving ? "  cancel requested" : ""))
    }
}
