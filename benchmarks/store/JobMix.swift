import JobModel
import JobStore

/// Jobs as a month brings them, and what became of each: 5 types of which one is rare, and 9 of 10 jobs completed.
struct JobMix: Sendable {
    let count: Int
    private let end = Timestamp.now() - 60_000
    private static let monthMilliseconds: Int64 = 30 * 86_400_000
    private static let payload = Array(("{\"text\":\"" + String(repeating: "x", count: 89) + "\"}").utf8)

    /// From the most frequent to the rarest: of 1000 jobs.
    static let types = [("type-1", 600), ("type-2", 250), ("type-3", 100), ("type-4", 49), ("type-5", 1)]
    static let states: [(JobState, Int)] = [
        (.completed, 900), (.deadLetter, 50), (.failed, 20), (.cancelled, 10), (.queued, 10), (.scheduled, 4),
        (.retrying, 4), (.running, 2),
    ]
    static let errorCodes = [("http_503", 600), ("timeout", 300), ("crashed", 99), ("disk_full", 1)]
    /// No job of this type is ever cancelled: whoever looks for one looks through all.
    static let neverCancelled = "type-1"

    /// The moment when a job was made, by its number.
    func moment(of number: Int) -> Timestamp {
        end - Self.monthMilliseconds + Self.monthMilliseconds * Int64(number) / Int64(count)
    }

    func story(_ number: Int) -> JobStory {
        // The same numbers give the same jobs; multiplying scatters them.
        func draw<Value>(_ values: [(Value, Int)], _ salt: UInt64) -> Value {
            var rest = Int((UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &* salt) >> 32 % 1000)
            for (value, share) in values {
                if rest < share { return value }
                rest -= share
            }
            return values[0].0
        }
        let type = draw(Self.types, 3)
        let state = draw(Self.states, 5)
        let moment = moment(of: number)
        let job = NewJob(
            id: JobID(
                high: UInt64(moment.milliseconds) << 16 | 0x7000 | UInt64(number) & 0xFFF,
                low: 0b10 << 62 | .random(in: 0..<1 << 62)),
            specification: JobSpecification(
                type: type, payload: Self.payload, maximumRetries: 1, timeoutMilliseconds: 60_000),
            runAt: state == .scheduled ? .now() + 3_600_000 * Int64(1 + number % 720) : nil)
        return JobStory(
            submission: job, state: state == .cancelled && type == Self.neverCancelled ? .completed : state,
            errorCode: draw(Self.errorCodes, 7))
    }
}

/// A job, and where it comes to.
struct JobStory: Sendable {
    let submission: NewJob
    let state: JobState
    let errorCode: String

    private var events: [JobEvent] {
        switch state {
        case .queued, .scheduled: []
        case .running: [.leased]
        case .completed: [.leased, .finished(.completed)]
        case .failed: [.leased, .finished(.failed)]
        case .retrying: [.leased, .finished(.transient)]
        case .deadLetter: [.leased, .finished(.transient), .becameDue, .leased, .finished(.transient)]
        case .cancelled: [.cancelRequested]
        }
    }

    /// What the stream tells of it, once it is in the record as `job`.
    func transitions(of job: Job) throws -> [JobTransition] {
        var status = job.status
        return try events.enumerated().map { index, event in
            try status.lifecycle.apply(event, maximumRetries: job.specification.maximumRetries)
            status.version.version += 1
            status.changedAt = job.createdAt + Int64(index + 1) * 1000
            status.dueAt = status.state == .retrying ? .now() + 3_600_000 : nil
            var report: AttemptReport?
            switch event {
            case .leased:
                status.token = LeaseToken("worker-7f3a/\(job.id.low & 0xFFFF_FFFF)/\(index)")
                status.startedAt = status.changedAt
            case .finished(let ending):
                report = AttemptReport(
                    ending: ending,
                    result: ending == .completed ? Array("{\"length\":89,\"text\":\"xxxxxxxx\"}".utf8) : nil,
                    failure: ending == .completed
                        ? nil : JobFailure(code: errorCode, message: "the upstream did not answer within its time"),
                    hostProcessID: 4711)
            default: break
            }
            return JobTransition(id: job.id, status: status, report: report)
        }
    }
}
