#!/usr/bin/env python3
"""How long it takes to come back: from a killed worker, a killed plugin host, a restarted Redis, and an emptied one."""

import argparse
import contextlib
import os
import re
import signal
import socket
import subprocess
import tempfile
import time

from footprint import descendants
from jobyard import Client, figure, in_parallel, percentile

JOBS, SLOTS = 8, 16  # the others stay free


class Processes:
    """A redis-server, one server and some workers, in a folder of their own."""

    def __init__(self, prefix, directory):
        self.prefix, self.directory, self.running = prefix, directory, []
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]

    def start(self, command, **environment):
        environment = {"PATH": os.environ["PATH"], **environment}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.running.append(process)
        return process

    def start_redis(self):
        return self.start([
            "redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--dir", self.directory, "--save", "",
            "--appendonly", "yes", "--appendfsync", "everysec", "--logfile", f"{self.directory}/redis.log"])

    def start_jobyard(self, command, name, **environment):
        return self.start(
            [f"{self.prefix}/bin/jobyard", command], REDIS_HOST="127.0.0.1", REDIS_PORT=str(self.port),
            DATA_DIR=f"{self.directory}/{name}", LOG_LEVEL="error", **environment)

    def start_server(self):
        process = self.start_jobyard("server", "server", API_HOST="127.0.0.1", API_PORT="0", GRPC_PORT="0")
        for line in process.stdout:
            if match := re.search(r"REST\s+(http:\S+)", line):
                return Client(match[1])
        raise SystemExit("`jobyard server` ended before it was ready")

    def start_worker(self, name):
        return self.start_jobyard("worker", name, WORKER_CONCURRENCY=str(SLOTS), WORKER_POOL_SIZE="1")

    def stop(self):
        for process in reversed(self.running):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(40)
            process.kill()
            process.wait()


class Redis:
    """As much of a client as is needed to look fast: integers and short texts."""

    def __init__(self, port):
        self.stream = socket.create_connection(("127.0.0.1", port), 60).makefile("rwb", buffering=1 << 16)

    def ask(self, *words):
        self.stream.write(b"*%d\r\n" % len(words))
        for word in words:
            self.stream.write(b"$%d\r\n%s\r\n" % (len(word), word.encode()))
        self.stream.flush()
        line = self.stream.readline()
        if line[:1] == b"$":
            return self.stream.read(int(line[1:]) + 2)[:-2] if int(line[1:]) >= 0 else b""
        return int(line[1:]) if line[:1] == b":" else line


def until(condition, within=300, pause=0.005):
    """How many seconds it took to come true."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > within:
            raise SystemExit(f"nothing came back within {within} s")
        time.sleep(pause)
    return time.monotonic() - began


def workers(client):
    return len(client._request("GET", "/workers")["workers"])


def killed_worker(processes, client):
    first = processes.start_worker("worker1")
    until(lambda: workers(client) == 1)
    until(lambda: client._request("GET", "/job-types")["job_types"] != [])
    jobs = [client.submit("sleep", {"duration": 600})["job_id"] for _ in range(JOBS)]
    until(lambda: all(client.get(job)["status"] == "running" for job in jobs))
    second = processes.start_worker("worker2")
    until(lambda: workers(client) == 2)
    first.kill()
    taken = until(lambda: all(client.get(job)["attempt"] == 2 and client.get(job)["status"] == "running" for job in jobs))
    figure(f"worker SIGKILL, its {JOBS} jobs running elsewhere", f"{taken:.1f} s (a lease lives 15 s)")
    return second, jobs


def is_running(redis, job):
    return redis.ask("HGET", "{jobyard}:live", job).startswith(b"running")


def killed_hosts(processes, worker, jobs):
    """By Redis, for the record follows it: from the signal until the job runs no more."""
    redis = Redis(processes.port)
    times = []
    for pid, command in descendants(worker.pid):
        if "jobyard-plugin-host" not in command or "libsleep" not in command:
            continue
        before = [job for job in jobs if is_running(redis, job)]
        began = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        while all(is_running(redis, job) for job in before):
            if time.monotonic() - began > 1:
                break  # this one was idle
        else:
            times.append(1000 * (time.monotonic() - began))
    figure(
        f"plugin host SIGKILL, its job no longer running, {len(times)} times",
        f"median {percentile(times, 50):.1f} ms, worst {max(times):.1f} ms")


def restarted_redis(processes, client, redis):
    redis.kill()
    redis.wait()
    job = client.submit("echo", {})["job_id"]
    began = time.monotonic()
    redis = processes.start_redis()
    waiting = until(lambda: client.submit("echo", {}) and client._request("GET", "/health")["redis"] == "ok")
    after = client.submit("echo", {})["job_id"]
    client.ended(after)
    figure("Redis started again, a job submitted then has run", f"{time.monotonic() - began:.2f} s (connected after {waiting:.2f} s)")
    client.ended(job)
    figure("Redis started again, a job submitted while it was away has run", f"{time.monotonic() - began:.1f} s")


def emptied_redis(processes, client, worker, count):
    worker.send_signal(signal.SIGTERM)
    worker.wait(60)
    in_parallel(lambda number: client.submit("echo", {"number": number}), range(count), 16)
    redis = Redis(processes.port)
    until(lambda: redis.ask("ZCARD", "{jobyard}:ready:echo") >= count)
    redis.ask("FLUSHALL")
    noticed = until(lambda: redis.ask("ZCARD", "{jobyard}:ready:echo") > 0)
    taken = until(lambda: redis.ask("ZCARD", "{jobyard}:ready:echo") >= count)
    figure(
        f"FLUSHALL with {count} waiting jobs, all back",
        f"{noticed + taken:.1f} s (the first after {noticed:.1f} s, then {count / max(taken, 0.001):.0f} jobs/s)")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prefix", default=".build/installed", help="an installed tree")
    parser.add_argument("--jobs", type=int, default=100_000, help="waiting when Redis is emptied")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as directory:
        processes = Processes(options.prefix, directory)
        try:
            redis = processes.start_redis()
            client = processes.start_server()
            worker, jobs = killed_worker(processes, client)
            killed_hosts(processes, worker, jobs)
            restarted_redis(processes, client, redis)
            emptied_redis(processes, client, worker, options.jobs)
        finally:
            processes.stop()


if __name__ == "__main__":
    main()
