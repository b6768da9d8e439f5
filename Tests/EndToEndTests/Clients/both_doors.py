"""Asks REST and gRPC the same questions: both_doors.py REST_URL GRPC_ADDRESS < QUESTIONS > ANSWERS

A question is {"call": a name of CALLS, "fields": {...}}; an answer is {"rest": {...}, "grpc": {...}}, each with the status
and either what was answered, or the code, detail and violations of the refusal.
"""
import json
import sys
import urllib.parse
import urllib.request

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from google.rpc import error_details_pb2
from grpc_status import rpc_status
import job_scheduler_pb2 as messages
import job_scheduler_pb2_grpc as services

# By call: the method and path of REST ({} is the job's id), and the name and request of gRPC.
CALLS = {
    "submit": ("POST", "/jobs", "SubmitJob", messages.SubmitJobRequest),
    "get": ("GET", "/jobs/{}", "GetJob", messages.GetJobRequest),
    "list": ("GET", "/jobs", "ListJobs", messages.ListJobsRequest),
    "cancel": ("POST", "/jobs/{}/cancel", "CancelJob", messages.CancelJobRequest),
    "retry": ("POST", "/jobs/{}/retry", "RetryJob", messages.RetryJobRequest),
    "attempts": ("GET", "/jobs/{}/attempts", "ListAttempts", messages.ListAttemptsRequest),
    "dead_letters": ("GET", "/dead-letters", "ListDeadLetters", messages.ListDeadLettersRequest),
    "retry_dead_letters": ("POST", "/dead-letters/retry", "RetryDeadLetters", messages.RetryDeadLettersRequest),
}
JOB = [
    "job_type", "status", "priority", "attempt", "burned_attempts", "crashes", "losses", "cancel_requested", "max_retries",
    "timeout_seconds", "idempotency_key",
]
# Between two submissions of the same, only these may be compared; with a key it is one job.
SUBMITTED = ["job_type", "priority", "max_retries", "timeout_seconds", "idempotency_key"]
ATTEMPT = ["attempt", "worker", "host_pid", "outcome", "signal"]


class RESTDoor:
    def __init__(self, url):
        self.url = url

    def ask(self, call, fields):
        method, path, _, _ = CALLS[call]
        fields = dict(fields)
        if "{}" in path:
            path = path.format(urllib.parse.quote(fields.pop("job_id"), safe=""))
        if method == "GET":
            request = urllib.request.Request(self.url + path + "?" + urllib.parse.urlencode(fields, doseq=True))
        else:
            # What has no fields has no body either, and needs no Content-Type.
            body = json.dumps(fields).encode() if fields or "{}" not in CALLS[call][1] else None
            request = urllib.request.Request(
                self.url + path, body, {"Content-Type": "application/json"} if body else {}, method=method)
        request.add_header("X-Request-Id", "asked-by-both")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                body = json.load(response)
                return {"status": "OK", "id": response.headers["X-Request-Id"], "answer": self.answer(call, body)}
        except urllib.error.HTTPError as error:
            body = json.load(error)
            return {
                "status": error.code, "id": error.headers["X-Request-Id"], "code": body["code"],
                "detail": body["detail"], "retry_after": int(error.headers["Retry-After"] or 0),
                "violations": [[each["pointer"], each["message"]] for each in body.get("errors", [])],
            }

    @classmethod
    def answer(cls, call, body):
        if call == "list":
            return {"jobs": [job["job_id"] for job in body["jobs"]], "next_cursor": body["next_cursor"] or ""}
        if call == "attempts":
            return [
                {name: each[name] for name in ATTEMPT}
                | {"error": each["error"], "started_at": each["started_at"], "ended_at": each["ended_at"]}
                for each in body["attempts"]
            ]
        if call == "dead_letters":
            return {
                "dead_letters": [cls.job(job) for job in body["dead_letters"]],
                "groups": sorted([each["job_type"], each["error_code"] or "", each["count"]] for each in body["groups"]),
                "next_cursor": body["next_cursor"] or "",
            }
        if call == "retry_dead_letters":
            return body
        if call == "submit":
            return {name: body[name] for name in SUBMITTED} | {
                "retry_policy": body["retry_policy"], "job_id": body["job_id"] if body["idempotency_key"] else None,
                "is_scheduled": body["status"] == "scheduled",
            }
        return cls.job(body)

    @staticmethod
    def job(job):
        return {name: job[name] for name in JOB} | {
            "job_id": job["job_id"], "error": job["error"], "retry_policy": job["retry_policy"], "run_at": job["run_at"],
            "created_at": job["created_at"],
        }


class GRPCDoor:
    def __init__(self, address):
        self.stub = services.JobSchedulerServiceStub(grpc.insecure_channel(address))

    def ask(self, call, fields):
        _, _, name, request = CALLS[call]
        try:
            answer, trace = self.call(getattr(self.stub, name), request(**self.moments(fields)))
            if call == "submit":
                answer, _ = self.call(self.stub.GetJob, messages.GetJobRequest(job_id=answer.job_id))
            return {"status": "OK", "id": trace.get("x-request-id"), "answer": self.answer(call, answer)}
        except grpc.RpcError as error:
            refusal = {"status": error.code().name, "detail": error.details(), "violations": [], "retry_after": 0}
            for packed in rpc_status.from_call(error).details:
                if packed.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                    info = error_details_pb2.ErrorInfo()
                    packed.Unpack(info)
                    refusal["code"] = info.reason
                elif packed.Is(error_details_pb2.BadRequest.DESCRIPTOR):
                    request = error_details_pb2.BadRequest()
                    packed.Unpack(request)
                    refusal["violations"] = [[each.field, each.description] for each in request.field_violations]
                elif packed.Is(error_details_pb2.RetryInfo.DESCRIPTOR):
                    info = error_details_pb2.RetryInfo()
                    packed.Unpack(info)
                    refusal["retry_after"] = info.retry_delay.seconds
                elif packed.Is(error_details_pb2.RequestInfo.DESCRIPTOR):
                    info = error_details_pb2.RequestInfo()
                    packed.Unpack(info)
                    refusal["id"] = info.request_id
            return refusal

    @staticmethod
    def call(method, request):
        answer, call = method.with_call(request, timeout=30, metadata=[("x-request-id", "asked-by-both")])
        return answer, dict(call.initial_metadata())

    @classmethod
    def answer(cls, call, answer):
        if call == "list":
            return {"jobs": [job.job_id for job in answer.jobs], "next_cursor": answer.next_cursor}
        if call == "attempts":
            return [
                {name: cls.value(each, name) for name in ATTEMPT}
                | {"error": cls.error(each), "started_at": cls.moment(each, "started_at"),
                   "ended_at": cls.moment(each, "ended_at")}
                for each in answer.attempts
            ]
        if call == "dead_letters":
            return {
                "dead_letters": [cls.job(job) for job in answer.dead_letters],
                "groups": sorted([each.job_type, each.error_code, each.count] for each in answer.groups),
                "next_cursor": answer.next_cursor,
            }
        if call == "retry_dead_letters":
            return {
                "dry_run": answer.dry_run, "count": answer.count, "job_ids": list(answer.job_ids), "more": answer.more}
        if call == "submit":
            return {name: cls.value(answer, name) for name in SUBMITTED} | {
                "retry_policy": cls.policy(answer), "job_id": answer.job_id if answer.idempotency_key else None,
                "is_scheduled": answer.status == "scheduled",
            }
        return cls.job(answer)

    @classmethod
    def job(cls, job):
        return {name: cls.value(job, name) for name in JOB} | {
            "job_id": job.job_id, "error": cls.error(job), "retry_policy": cls.policy(job),
            "run_at": cls.moment(job, "run_at"), "created_at": cls.moment(job, "created_at"),
        }

    @staticmethod
    def value(message, name):
        """A plain field; None where it is optional and not set."""
        field = message.DESCRIPTOR.fields_by_name[name]
        return None if field.has_presence and not message.HasField(name) else getattr(message, name)

    @staticmethod
    def error(message):
        return {"code": message.error.code, "message": message.error.message} if message.HasField("error") else None

    @staticmethod
    def policy(job):
        policy = job.retry_policy
        return {"base_seconds": policy.base_seconds, "factor": policy.factor, "cap_seconds": policy.cap_seconds}

    @staticmethod
    def moment(message, name):
        """As REST writes it: with milliseconds."""
        if not message.HasField(name):
            return None
        moment = getattr(message, name)
        return moment.ToDatetime().strftime("%Y-%m-%dT%H:%M:%S") + f".{moment.nanos // 1_000_000:03}Z"

    @staticmethod
    def moments(fields):
        fields = dict(fields)
        for name in ("created_after", "created_before", "run_at"):
            if name in fields:
                moment = Timestamp()
                moment.FromJsonString(fields[name])
                fields[name] = moment
        return fields


rest, remote = RESTDoor(sys.argv[1]), GRPCDoor(sys.argv[2])
answers = []
for question in json.load(sys.stdin):
    answers.append({
        "rest": rest.ask(question["call"], question["fields"]), "grpc": remote.ask(question["call"], question["fields"])})
json.dump(answers, sys.stdout)
