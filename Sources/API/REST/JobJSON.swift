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
            json.member("error", failure: failure)
            json.member("attempt", status.lifecycle.attempt)
            json.member("burned_attempts", status.lifecycle.burned)
            json.member("crashes", status.lifecycle.crashes)
            json.member("losses", status.lifecycle.losses)
            json.member("cancel_requested", status.lifecycle.cancelRequested)
            json.member("max_retries", specification.maximumRetries)
            json.member("timeout_seconds", Double(specification.timeoutMilliseconds) / 1000)
            json.member("retry_policy", object: specification.retryPolicy.members)
            json.member(
                "progress",
                object: progress.map { progress in
                    { json in
                        json.member("fraction", progress.fraction)
                        json.member("message", progress.message)
                    }
                })
            json.member("worker", status.token?.worker.text)
            json.member("idempotency_key", idempotencyKey)
            json.member("created_at", createdAt.description)
            json.member("run_at", runAt?.description)
            json.member("started_at", status.startedAt?.description)
            json.member("finished_at", finishedAt?.description)
        }
    }
}

extension RetryPolicy {
    fileprivate func members(_ json: inout JSONObjectWriter) {
        json.member("base_seconds", Double(baseMilliseconds) / 1000)
        json.member("factor", factor)
        json.member("cap_seconds", Double(capMilliseconds) / 1000)
    }
}

extension JSONObjectWriter {
    /// An error as a job and an attempt show it.
    mutating func member(_ name: String, failure: JobFailure?) {
        member(
            name,
            object: failure.map { failure in
                { json in
                    json.member("code", failure.code)
                    json.member("message", failure.message)
                }
            })
    }
}
