import JobModel

extension Job {
    /// The job as REST shows it. Also what `jobyard get --json` prints.
    var json: [UInt8] {
        JSONObjectWriter.object { json in
            json.member("job_id", id.description)
            json.member("job_type", specification.type)
            json.member("status", state.rawValue)
            json.member("priority", specification.priority.level)
            json.member("payload", raw: specification.payload)
            json.member("result", raw: result)
            json.member(
                "error",
                object: failure.map { failure in
                    { json in
                        json.member("code", failure.code)
                        json.member("message", failure.message)
                    }
                })
            json.member("attempt", status.lifecycle.attempt)
            json.member("max_retries", specification.maximumRetries)
            json.member("timeout_seconds", Double(specification.timeoutMilliseconds) / 1000)
            json.member(
                "progress",
                object: progress.map { progress in
                    { json in
                        json.member("fraction", progress.fraction)
                        json.member("message", progress.message)
                    }
                })
            json.member("worker", status.token?.worker.text)
            json.member("created_at", createdAt.description)
            json.member("started_at", status.startedAt?.description)
            json.member("finished_at", finishedAt?.description)
        }
    }
}
