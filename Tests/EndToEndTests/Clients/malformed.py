"""Sends mutated requests to both doors: malformed.py REST_URL GRPC_ADDRESS SEED COUNT

Half go to REST, half to gRPC. Prints how often each status came, and the requests that a server must never give cause
for: a 5xx of REST, an INTERNAL, UNKNOWN or DATA_LOSS of gRPC, or a door that no longer listens.
"""
import collections
import http.client
import json
import random
import socket
import sys
import urllib.parse

import grpc
import job_scheduler_pb2 as messages

# By path, what may be posted there.
BODIES = [
    ("/jobs", body) for body in [
        b'{"job_type":"echo","payload":{"a":[1,2.5,"x",null,true]},"priority":5,"max_retries":0,"timeout_seconds":1.5}',
        b'{"job_type":"math","payload":{"operation":"add","a":5,"b":3}}',
        b'{"job_type":"sleep","payload":"{\\"duration\\": 0}","priority":10}',
        '{"job_type":"echo","payload":["ü","\\u0000","\\ud83d\\ude00"]}'.encode(),
        b'{"job_type":"echo","payload":{},"run_at":"2999-01-01T00:00:00Z","retry_policy":{"base_seconds":1,"cap_seconds":2}}',
        b'{"job_type":"echo","payload":{},"delay_seconds":0.5,"retry_policy":{"factor":1.5},"idempotency_key":"k"}',
    ]
] + [
    ("/jobs/01890000-0000-7000-8000-000000000000/cancel", b'{"x":null}'),
    ("/jobs/01890000-0000-7000-8000-000000000000/retry", b'{"discard_checkpoint":true}'),
    ("/dead-letters/retry", b'{"job_type":"echo","error_code":"x","status_filter":["failed"],"limit":5,"dry_run":true}'),
]
PATHS = [
    "/jobs?limit=5", "/jobs?status_filter=completed,failed&job_type=echo&limit=1", "/jobs?cursor=x", "/job-types", "/workers",
    "/jobs?created_after=2026-01-01T00:00:00Z&created_before=2026-01-01T00:00:00%2B01:00", "/health",
    "/jobs/01890000-0000-7000-8000-000000000000", "/jobs/01890000-0000-7000-8000-000000000000/attempts",
    "/dead-letters?job_type=echo&error_code=x&limit=5&cursor=x",
]
HEADERS = ["Content-Type: application/json", "X-Request-Id: abc", "Accept: */*", "Expect: 100-continue", "Connection: close",
           'Idempotency-Key: "k"']
FRAGMENTS = [
    b"\x00", b"\xff\xfe", b"\\ud800", b"null", b"-0", b"1e999", b"99999999999999999999", b"[" * 200, b'{"a":' * 100, b'"', b"\\",
    b"\r\n", b"\r\n\r\n", b"%", b"%zz", b"..", b"//", b";", b",", b"=", b"&&", b"'", b"true", b"{}", b"\xf0\x9f\x92\xa9", b" " * 500,
]


def mutate(random, data):
    data = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at, kind = random.randint(0, len(data)), random.randrange(6)
        if kind == 0 and data:
            data[at % len(data)] = random.randrange(256)
        elif kind == 1:
            del data[at:at + random.randint(1, 20)]
        elif kind == 2:
            data[at:at] = random.choice(FRAGMENTS)
        elif kind == 3:
            other = random.randint(0, len(data))
            data[at:at] = data[min(at, other):max(at, other)]
        elif kind == 4:
            del data[at:]
        elif data:
            data[at % len(data)] ^= 1 << random.randrange(8)
    return bytes(data)


VALUES = [
    None, True, 0, -1, 1.5, 1e308, -0.0, 2**63, 2**70, "", "x", "\x00", "\ud800", [], {}, [[]], {"": None}, "[" * 100, "9" * 400, {"a": {"b": []}},
]


def mutate_json(random, body):
    """Still JSON, mostly: another value, a member more, a member less, a member of another name."""
    value = json.loads(body)
    node = value
    while True:
        inner = [each for each in (node.values() if isinstance(node, dict) else node) if isinstance(each, (dict, list)) and each]
        if not inner or random.random() < 0.6:
            break
        node = random.choice(inner)
    at = random.choice(list(node) if isinstance(node, dict) else range(len(node)))
    kind = random.randrange(4)
    if kind == 0:
        node[at] = random.choice(VALUES)
    elif kind == 1:
        del node[at]
    elif isinstance(node, dict):
        node[random.choice(["", "a/b~c", "payload", "Priority", "\x00", "x" * 1000])] = random.choice(VALUES)
    else:
        node.append(random.choice(VALUES))
    return json.dumps(value).encode()


class REST:
    """Over connections that are kept, while the framing is right; over one of its own, where the framing is mutated too."""

    def __init__(self, url, random):
        self.random = random
        self.host, self.port = urllib.parse.urlsplit(url).hostname, urllib.parse.urlsplit(url).port
        self.kept = None

    def request(self):
        if self.random.random() < 0.7:
            mutation = self.random.choice([mutate, mutate_json])
            path, body = self.random.choice(BODIES)
            return "POST", path, mutation(self.random, body)
        path = mutate(self.random, self.random.choice(PATHS).encode())
        method = self.random.choice(["GET", "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "FOO"])
        return method, "/" + urllib.parse.quote(path, safe="/?&=%,:").lstrip("/"), b""

    def ask(self):
        if self.random.random() < 0.3:
            return self.ask_raw()
        method, path, body = self.request()
        type = self.random.choice(["application/json"] * 8 + ["text/plain", "application/json; charset=latin1"])
        for attempt in range(2):
            try:
                if self.kept is None:
                    self.kept = http.client.HTTPConnection(self.host, self.port, timeout=30)
                self.kept.request(method, path, body, {"Content-Type": type})
                response = self.kept.getresponse()
                response.read()
                return response.status, (method, path, body)
            except (http.client.HTTPException, ConnectionError):
                # The server may close a kept connection; a fresh one has to work.
                self.kept = None
                if attempt == 1:
                    raise

    def ask_raw(self):
        method, path, body = self.request()
        head = [f"{method} {path} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}"]
        head += self.random.sample(HEADERS, self.random.randint(0, len(HEADERS)))
        data = mutate(self.random, "\r\n".join(head).encode() + b"\r\n\r\n" + body)
        with socket.create_connection((self.host, self.port), timeout=30) as connection:
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                answer = connection.makefile("rb").readline()
            except ConnectionError:
                answer = b""
        words = answer.split()
        return int(words[1]) if len(words) > 1 and words[1].isdigit() else "closed", data


class GRPC:
    METHODS = {
        "SubmitJob": [
            messages.SubmitJobRequest(job_type="echo", payload='{"a": 1}', priority=3, max_retries=1, timeout_seconds=2),
            messages.SubmitJobRequest(job_type="sleep", payload='{"duration": 0}'),
            messages.SubmitJobRequest(
                job_type="echo", payload="{}", run_at={"seconds": 1}, delay_seconds=1, idempotency_key="k",
                retry_policy={"base_seconds": 1, "factor": 1.5, "cap_seconds": 2})],
        "GetJob": [messages.GetJobRequest(job_id="01890000-0000-7000-8000-000000000000")],
        "ListJobs": [messages.ListJobsRequest(status_filter=["failed", "queued"], job_type="echo", limit=3, cursor="x")],
        "CancelJob": [messages.CancelJobRequest(job_id="01890000-0000-7000-8000-000000000000")],
        "RetryJob": [messages.RetryJobRequest(job_id="01890000-0000-7000-8000-000000000000", discard_checkpoint=True)],
        "ListAttempts": [messages.ListAttemptsRequest(job_id="01890000-0000-7000-8000-000000000000")],
        "ListDeadLetters": [messages.ListDeadLettersRequest(job_type="echo", error_code="x", limit=3, cursor="x")],
        "RetryDeadLetters": [
            messages.RetryDeadLettersRequest(job_type="echo", error_code="x", status_filter=["failed"], limit=3)],
        "NoSuchMethod": [messages.GetJobRequest(job_id="x")],
    }

    def __init__(self, address, random):
        self.random, self.address = random, address
        self.channel = grpc.insecure_channel(address)

    def ask(self):
        if self.random.random() < 0.2:
            return self.ask_raw()
        method = self.random.choice(list(self.METHODS))
        data = mutate(self.random, self.random.choice(self.METHODS[method]).SerializeToString())
        call = self.channel.unary_unary(
            "/jobscheduler.v1.JobSchedulerService/" + method, request_serializer=None, response_deserializer=None)
        try:
            call(data, timeout=30)
            return "OK", data
        except grpc.RpcError as error:
            return error.code().name, (method, data, error.details())

    def ask_raw(self):
        """HTTP/2 frames, and what only looks like them."""
        frame = lambda kind, flags, stream, body: (
            len(body).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body)
        good = (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"") + frame(1, 4, 1, b"\x82\x86\x84\x41\x01x")
                + frame(0, 1, 1, b"\x00\x00\x00\x00\x02\x0a\x00") + frame(8, 0, 0, b"\x00\x00\x10\x00"))
        data = mutate(self.random, good)
        host, port = self.address.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
            except ConnectionError:
                pass
        return "raw", data


def main(url, address, seed, count):
    generator = random.Random(seed)
    doors = {"rest": REST(url, generator), "grpc": GRPC(address, generator)}
    counts = {name: collections.Counter() for name in doors}
    bad = []
    for index in range(count):
        name = "rest" if index % 2 == 0 else "grpc"
        status, request = doors[name].ask()
        counts[name][str(status)] += 1
        if status in ("INTERNAL", "UNKNOWN", "DATA_LOSS", "UNAVAILABLE") or isinstance(status, int) and status >= 500:
            bad.append([name, str(status), repr(request)[:500]])
    json.dump({"counts": counts, "bad": bad[:20]}, sys.stdout)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
