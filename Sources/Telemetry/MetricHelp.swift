/// What each metric means: shown as HELP by `GET /metrics`.
package enum MetricHelp {
    package static let help = [
        "jobs_submitted_total": "Jobs accepted by this server.",
        "jobs_push_failed_total": "Accepted jobs that could not be pushed to Redis at once: they are pushed later.",
        "jobs_completed_total": "Jobs that reached a final state, by state, as this server recorded them.",
        "job_execution_seconds": "Attempts from lease to end, as this server recorded them.",
        "queue_size": "Jobs that wait in Redis, by type.",
        "active_workers": "Workers with a fresh heartbeat.",
        "unrecorded_entries": "Entries of the events stream that wait for the record: above 10000 nothing is leased.",
        "recorder_stopped": "1 while nothing is recorded, for the record is older than Redis: an operator must decide.",
    ]
}
