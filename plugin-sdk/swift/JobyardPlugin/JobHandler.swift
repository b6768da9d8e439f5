/// How a job type runs its attempts.
enum JobHandler: Sendable {
    /// On the thread that calls `run`.
    case blocking(JobType.Handler)
    /// As a task: `run` answers at once that the job is pending.
    case asynchronous(JobType.AsyncHandler)
}
