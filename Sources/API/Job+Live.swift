import JobModel
import JobQueue

extension Job {
    /// The row with what Redis knows better. A final state is shown when the row has it: until then the job is running.
    func updated(by live: LiveJob?) -> Job {
        guard let live, live.status.version > status.version || live.progress != nil else { return self }
        var job = self
        if live.status.version > status.version { job.status = live.status }
        if job.status.state.isFinal { job.status.lifecycle.state = .running }
        job.progress = live.progress ?? progress
        return job
    }
}
