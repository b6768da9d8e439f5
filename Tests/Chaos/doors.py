"""The two doors of a server, alike: each call answers an HTTP status and the job (or list) as REST shows it, or raises
NoAnswer."""

import collections
import http.client
import json

try:
    import grpc
    import job_scheduler_pb2 as messages
    import job_scheduler_pb2_grpc as stubs
except ImportError:
    grpc = None

TIMEOUT = 5
Answer = collections.namedtuple("Answer", "status body replayed")


class NoAnswer(Exception):
    """It may have been done."""


class REST:
    """A connection that is kept while it works, to one server after another."""

    def __init__(self, addresses, rng):
        self.addresses, self.rng, self.turn, self.connection = addresses, rng, rng.randrange(len(addresses)), None

    def submit(self, body, key):
        if key is None:
            return self.ask("POST", "/jobs", body)
        if self.rng.random() < 0.5:
            return self.ask("POST", "/jobs", body, {"Idempotency-Key": key})
        return self.ask("POST", "/jobs", body | {"idempotency_key": key})

    def get(self, job):
        return self.ask("GET", f"/jobs/{job}")

    def cancel(self, job):
        return self.ask("POST", f"/jobs/{job}/cancel")

    def retry(self, job):
        return self.ask("POST", f"/jobs/{job}/retry")

    def retry_many(self, limit):
        return self.ask("POST", "/dead-letters/retry", {"limit": limit})

    def list(self, state, limit):
        return self.ask("GET", f"/jobs?limit={limit}&status_filter={state}")

    def ask(self, method, path, body=None, headers=None):
        """Where there is no answer, the next server has its turn."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(*self.addresses[self.turn], timeout=TIMEOUT)
            text = None if body is None else json.dumps(body, separators=(",", ":"))
            self.connection.request(method, path, text, {"Content-Type": "application/json", **(headers or {})})
            answer = self.connection.getresponse()
            content = answer.read()
            body = json.loads(content) if content else {}
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.next_server()
            raise NoAnswer(str(error)) from error
        if answer.status in (503, 504):  # "may have been accepted"
            self.next_server()
            raise NoAnswer(str(answer.status))
        return Answer(answer.status, body, answer.headers.get("Idempotent-Replayed") == "true")

    def next_server(self):
        if self.connection:
            self.connection.close()
        self.connection = None
        self.turn = (self.turn + 1) % len(self.addresses)


class GRPC:
    """Calls to either server; its channels connect again by themselves."""

    def __init__(self, addresses, rng):
        self.rng = rng
        options = [("grpc.max_reconnect_backoff_ms", 1000)]
        self.channels = [grpc.insecure_channel(address, options) for address in addresses]
        self.stubs = [stubs.JobSchedulerServiceStub(channel) for channel in self.channels]

    @staticmethod
    def is_there():
        return grpc is not None

    def submit(self, body, key):
        fields = dict(body, payload=json.dumps(body["payload"], separators=(",", ":")), idempotency_key=key or "")
        fields.pop("run_at", None)  # REST alone tries that
        answer = self.ask("SubmitJob", messages.SubmitJobRequest(**fields))
        if not isinstance(answer, Answer):
            replayed = answer.idempotent_replayed
            answer = Answer(200 if replayed else 201, {"job_id": answer.job_id, "status": answer.status}, replayed)
        return answer

    def get(self, job):
        return self.job(200, "GetJob", messages.GetJobRequest(job_id=job))

    def cancel(self, job):
        return self.job(202, "CancelJob", messages.CancelJobRequest(job_id=job))

    def retry(self, job):
        return self.job(202, "RetryJob", messages.RetryJobRequest(job_id=job))

    def job(self, status, method, request):
        answer = self.ask(method, request)
        if not isinstance(answer, Answer):
            answer = Answer(status, {"job_id": answer.job_id, "status": answer.status}, False)
        return answer

    def ask(self, method, request):
        """The message, or an Answer that refuses."""
        try:
            return getattr(self.rng.choice(self.stubs), method)(request, timeout=TIMEOUT)
        except grpc.RpcError as error:
            refusals = {grpc.StatusCode.NOT_FOUND: 404, grpc.StatusCode.FAILED_PRECONDITION: 409}
            maybe = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED)
            if error.code() in maybe:
                raise NoAnswer(str(error.code())) from error
            return Answer(refusals.get(error.code(), 500), {"detail": f"{error.code()} {error.details()}"}, False)
