import JobModel

/// A value of the hash `live`: what changes about a job, with its type and priority, so that no transition has to read
/// a payload. Fourteen fields with spaces between; Prelude.swift is the same in Lua.
struct LiveText: Hashable {
    var status: JobStatus
    var type: String
    var priority: JobPriority

    var text: String {
        let life = status.lifecycle
        let numbers = [
            status.version.epoch, status.version.version, life.attempt, life.burned, life.crashes, life.losses,
            life.cancelRequested ? 1 : 0, Int(status.dueAt?.milliseconds ?? 0),
            Int(status.startedAt?.milliseconds ?? 0), Int(status.changedAt.milliseconds),
        ]
        return life.state.rawValue + " " + numbers.map(String.init).joined(separator: " ")
            + " \(status.token?.text ?? "-") \(type) \(priority.level)"
    }
}

extension LiveText {
    init(_ job: Job) {
        self.init(status: job.status, type: job.specification.type, priority: job.specification.priority)
    }

    init(parsing text: some StringProtocol) throws(QueueError) {
        let fields = text.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 14, let state = JobState(rawValue: String(fields[0])),
            let priority = Int(fields[13]).flatMap(JobPriority.init)
        else { throw .malformed("a live value", String(text)) }
        var numbers: [Int] = []
        for field in fields[1...10] {
            guard let number = Int(field), number >= 0 else { throw .malformed("a live value", String(text)) }
            numbers.append(number)
        }
        let moment = { (number: Int) in number == 0 ? nil : Timestamp(milliseconds: Int64(number)) }
        self.init(
            status: JobStatus(
                lifecycle: JobLifecycle(
                    state: state, attempt: numbers[2], burned: numbers[3], crashes: numbers[4], losses: numbers[5],
                    cancelRequested: numbers[6] != 0),
                version: JobVersion(epoch: numbers[0], version: numbers[1]), dueAt: moment(numbers[7]),
                startedAt: moment(numbers[8]), changedAt: Timestamp(milliseconds: Int64(numbers[9])),
                token: fields[11] == "-" ? nil : LeaseToken(String(fields[11]))),
            type: String(fields[12]), priority: priority)
    }
}
