import JobModel
import JobQueue

extension Job {
    /// The row with what Redis knows better. A final state is shown when the row has it: until then the job is running, or,
    /// where it was cancelled before another attempt began, what it was.
    func updated(by live: LiveJob?) -> Job {
        // An older life of it does not count; one that fell due has the row's version.
        guard let live, live.status.version >= status.version else { return self }
        var job = self
        job.status = live.status
        // The row's flag is set before Redis hears of it, and stays.
        if status.lifecycle.cancelRequested { job.status.lifecycle.cancelRequested = true }
        if job.status.state.isFinal {
            let hasRun = job.status.lifecycle.attempt > status.lifecycle.attempt || state == .running
            job.status.lifecycle.state = hasRun ? .running : state
        }
        job.progress = live.progress ?? progress
        return job
    }
}
