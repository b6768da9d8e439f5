"""What the benchmarks have in common: a client of the REST API, and how a figure is printed."""

import concurrent.futures
import datetime
import http.client
import json
import os
import platform
import threading
import time
import urllib.parse

FINAL = {"completed", "failed", "dead_letter", "cancelled"}


class Client:
    """One kept-alive connection a thread."""

    def __init__(self, url):
        self.address = urllib.parse.urlsplit(url).netloc
        self.local = threading.local()

    def submit(self, job_type, payload):
        body = json.dumps({"job_type": job_type, "payload": payload})
        return self._request("POST", "/jobs", body, wanted=201)

    def get(self, job_id):
        return self._request("GET", f"/jobs/{job_id}", wanted=200)

    def ended(self, job_id, within=120):
        """The job in its final state."""
        deadline = time.monotonic() + within
        while True:
            job = self.get(job_id)
            if job["status"] in FINAL:
                return job
            if time.monotonic() > deadline:
                raise TimeoutError(f"not ended within {within} s: {job}")
            time.sleep(0.02)

    def _request(self, method, path, body=None, wanted=200):
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPConnection(self.address, timeout=60)
        connection = self.local.connection
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != wanted:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {content[:500]!r}")
        return json.loads(content)


def in_parallel(work, items, workers):
    """The results of work(item), in the order of the items."""
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, items))


def seconds(timestamp):
    """An RFC 3339 time of the API as seconds since 1970."""
    return datetime.datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp()


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def figure(name, value):
    """One line a figure, with date and machine."""
    print(f"{datetime.date.today()} | {machine()} | {name}: {value}", flush=True)


def machine():
    try:
        with open("/proc/cpuinfo") as file:
            model = next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.machine()
    return f"{len(os.sched_getaffinity(0))} × {model}"
