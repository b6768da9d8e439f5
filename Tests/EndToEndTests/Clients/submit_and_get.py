"""What a stock gRPC client sees: submit_and_get.py GRPC_ADDRESS IDEMPOTENCY_KEY prints one JSON object."""
import json
import sys
import time

import grpc
import job_scheduler_pb2 as messages
import job_scheduler_pb2_grpc as services

scheduler = services.JobSchedulerServiceStub(grpc.insecure_channel(sys.argv[1]))

payload = '{"b": 9007199254740993, "a": "\\u0000"}'
submitted = scheduler.SubmitJob(
    messages.SubmitJobRequest(job_type="echo", payload=payload, priority=0, timeout_seconds=1.5), timeout=30)
keyed = [
    scheduler.SubmitJob(
        messages.SubmitJobRequest(job_type="echo", payload=payload, idempotency_key=sys.argv[2]), timeout=30)
    for _ in range(2)
]
end = time.monotonic() + 30
while True:
    job = scheduler.GetJob(messages.GetJobRequest(job_id=submitted.job_id), timeout=30)
    if job.status == "completed" or time.monotonic() > end:
        break
    time.sleep(0.02)
json.dump({
    "submitted": submitted.status, "job_id": submitted.job_id, "status": job.status,
    "priority": job.priority, "max_retries": job.max_retries, "timeout": job.timeout_seconds,
    "payload_kept": job.payload == payload, "result_kept": job.result == payload,
    "attempt": job.attempt, "has_worker": job.HasField("worker"), "has_error": job.HasField("error"),
    "one_job": keyed[0].job_id == keyed[1].job_id, "replayed": [each.idempotent_replayed for each in keyed],
    "in_order": job.created_at.ToNanoseconds() <= job.started_at.ToNanoseconds() <= job.finished_at.ToNanoseconds(),
}, sys.stdout)
