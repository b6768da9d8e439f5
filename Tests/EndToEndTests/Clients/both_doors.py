"""Asks REST and gRPC the same questions: both_doors.py REST_URL GRPC_ADDRESS < QUESTIONS > ANSWERS

A question is {"call": "submit", "get" or "list", "fields": {...}}; an answer is {"rest": {...}, "grpc": {...}}, each with
the status and either what was answered, or the code, detail and violations of the refusal.
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


class RESTDoor:
    def __init__(self, url):
        self.url = url

    def ask(self, call, fields):
        if call == "submit":
            request = urllib.request.Request(
                self.url + "/jobs", json.dumps(fields).encode(), {"Content-Type": "application/json"})
        elif call == "get":
            request = urllib.request.Request(self.url + "/jobs/" + urllib.parse.quote(fields["job_id"], safe=""))
        else:
            request = urllib.request.Request(self.url + "/jobs?" + urllib.parse.urlencode(fields, doseq=True))
        request.add_header("X-Request-Id", "asked-by-both")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                body = json.load(response)
                return {"status": "OK", "id": response.headers["X-Request-Id"], "answer": self.answer(call, body)}
        except urllib.error.HTTPError as error:
            body = json.load(error)
            return {
                "status": error.code, "id": error.headers["X-Request-Id"], "code": body["code"],
                "detail": body["detail"],
                "violations": [[each["pointer"], each["message"]] for each in body.get("errors", [])],
            }

    @staticmethod
    def answer(call, body):
        if call == "list":
            return {"jobs": [job["job_id"] for job in body["jobs"]], "next_cursor": body["next_cursor"] or ""}
        names = ["job_type", "priority", "max_retries", "timeout_seconds"]
        return {name: body[name] for name in names}


class GRPCDoor:
    def __init__(self, address):
        self.stub = services.JobSchedulerServiceStub(grpc.insecure_channel(address))

    def ask(self, call, fields):
        try:
            if call == "submit":
                accepted, trace = self.call(self.stub.SubmitJob, messages.SubmitJobRequest(**fields))
                job, _ = self.call(self.stub.GetJob, messages.GetJobRequest(job_id=accepted.job_id))
                answer = self.job(job)
            elif call == "get":
                job, trace = self.call(self.stub.GetJob, messages.GetJobRequest(**fields))
                answer = self.job(job)
            else:
                page, trace = self.call(self.stub.ListJobs, messages.ListJobsRequest(**self.moments(fields)))
                answer = {"jobs": [job.job_id for job in page.jobs], "next_cursor": page.next_cursor}
            return {"status": "OK", "id": trace.get("x-request-id"), "answer": answer}
        except grpc.RpcError as error:
            refusal = {"status": error.code().name, "detail": error.details(), "violations": []}
            for packed in rpc_status.from_call(error).details:
                if packed.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                    info = error_details_pb2.ErrorInfo()
                    packed.Unpack(info)
                    refusal["code"] = info.reason
                elif packed.Is(error_details_pb2.BadRequest.DESCRIPTOR):
                    request = error_details_pb2.BadRequest()
                    packed.Unpack(request)
                    refusal["violations"] = [[each.field, each.description] for each in request.field_violations]
                elif packed.Is(error_details_pb2.RequestInfo.DESCRIPTOR):
                    info = error_details_pb2.RequestInfo()
                    packed.Unpack(info)
                    refusal["id"] = info.request_id
            return refusal

    @staticmethod
    def call(method, request):
        answer, call = method.with_call(request, timeout=30, metadata=[("x-request-id", "asked-by-both")])
        return answer, dict(call.initial_metadata())

    @staticmethod
    def job(job):
        return {
            "job_type": job.job_type, "priority": job.priority, "max_retries": job.max_retries,
            "timeout_seconds": job.timeout_seconds,
        }

    @staticmethod
    def moments(fields):
        fields = dict(fields)
        for name in ("created_after", "created_before"):
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
