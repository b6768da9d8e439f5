"""What is put to the test: a redis-server and a database behind the proxy, two servers, and three workers."""

import json
import os
import signal
import subprocess
import sys
import time

from disk import Disk
from journal import Journal
from postgresql_server import PostgreSQL
from process import Process, children, free_port
from redis_server import Redis
from waiting import until

HERE = os.path.dirname(os.path.abspath(__file__))
SERVERS = ("server1", "server2")
WORKERS = ("worker1", "worker2", "worker3")
SLOTS = 8
DRAIN_SECONDS = 5
HOST_SECONDS = 15
RESTART_SECONDS = 0.5


def link_to_database(server):
    """The link of the proxy through which a server comes to PostgreSQL; the one to Redis bears the name of its process."""
    return f"database of {server}"


class Proxy:
    def __init__(self, upstreams):
        """`upstreams` has the port to which each link leads."""
        words = [f"{link}={port}" for link, port in upstreams.items()]
        self.popen = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", sys.executable, f"{HERE}/proxy.py", *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ports = {}
        for _ in upstreams:
            line = json.loads(self.popen.stdout.readline())
            self.ports[line["link"]] = line["port"]

    def tell(self, **command):
        self.popen.stdin.write(json.dumps(command) + "\n")
        self.popen.stdin.flush()

    def stop(self):
        self.popen.kill()
        self.popen.wait()


class SQLite:
    """A file that both servers open."""

    def __init__(self, folder):
        self.location = f"{folder}/jobs.db"


class Cluster:
    def __init__(self, prefix, directory, database, disk_megabytes=None):
        """`disk_megabytes` is given where the disk of the database is to become full."""
        self.prefix, self.directory = os.path.abspath(prefix), directory
        self.journal = Journal(f"{directory}/journal.jsonl")
        self.disk = Disk(f"{directory}/database", disk_megabytes)
        self.ledger = f"{directory}/ledger"
        open(self.ledger, "x").close()
        shim = self.compile("clock_shim", f"{HERE}/../Support/clock_shim.c", directory)
        plugins = f"{directory}/plugins"
        os.makedirs(plugins, mode=0o700)
        self.compile("ledger", f"{HERE}/ledger_plugin.c", plugins)

        preload = {"LD_PRELOAD": shim}
        self.redis = Redis(free_port(), preload, directory, self.journal)
        self.processes = {"redis": self.redis}
        upstreams = {name: self.redis.port for name in SERVERS + WORKERS}
        if database == "postgresql":
            self.database = self.processes["postgresql"] = PostgreSQL(self.disk.path, preload, directory, self.journal)
            upstreams |= {link_to_database(name): self.database.port for name in SERVERS}
        else:
            self.database = SQLite(self.disk.path)
        self.proxy = Proxy(upstreams)
        self.rest, self.grpc = {}, {}
        configuration = f"{directory}/jobyard.yaml"
        with open(configuration, "w") as file:
            file.write(f"plugins: {{chaos.ledger: {{config: {{ledger: {self.ledger}}}}}}}\n")
        for name in SERVERS + WORKERS:
            kind = name[:-1]
            environment = preload | {
                "REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(self.proxy.ports[name]),
                "DATA_DIR": f"{directory}/{name}", "LOG_LEVEL": "info"}
            if kind == "server":
                self.rest[name], self.grpc[name] = free_port(), free_port()
                environment |= {
                    "DATABASE_URL": self.database_url(name), "API_HOST": "127.0.0.1",
                    "API_PORT": str(self.rest[name]), "GRPC_PORT": str(self.grpc[name])}
            else:
                environment |= {
                    "PLUGIN_DIR": plugins, "WORKER_CONCURRENCY": str(SLOTS), "WORKER_POOL_SIZE": "1",
                    "DRAIN_TIMEOUT_SECONDS": str(DRAIN_SECONDS)}
            command = [f"{self.prefix}/bin/jobyard", kind, "--config", configuration]
            self.processes[name] = Process(name, command, environment, directory, self.journal)

    def database_url(self, server):
        if isinstance(self.database, SQLite):
            return f"sqlite:///{self.database.location}"
        return self.database.url(self.proxy.ports[link_to_database(server)])

    def compile(self, name, source, folder):
        library = f"{folder}/lib{name}.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-I", f"{self.prefix}/include", "-o", library, source], check=True)
        os.chmod(library, 0o755)
        return library

    def start(self):
        self.redis.start()
        if "postgresql" in self.processes:
            self.database.create()
        for name in SERVERS + WORKERS:
            self.processes[name].start()

    def hosts(self, worker):
        """The process ids of a worker's plugin hosts."""
        return children(self.processes[worker].pid)

    def look_after(self):
        """What ended without being told to is noted, and started again."""
        for name, process in self.processes.items():
            if process.wanted and not process.is_running and time.monotonic() > process.started + RESTART_SECONDS:
                self.journal.write("died", process=name, pid=process.popen.pid, status=process.popen.returncode)
                process.start()

    def stop_jobyard(self):
        """In order, by SIGTERM; what hangs is noted and killed."""
        running = [self.processes[name] for name in SERVERS + WORKERS if self.processes[name].is_running]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + 40
        for process in running:
            try:
                process.popen.wait(max(0, deadline - time.monotonic()))
                self.journal.write("stopped", process=process.name, status=process.popen.returncode)
            except subprocess.TimeoutExpired:
                self.journal.write("hung", process=process.name)
                process.kill()

    def await_hosts_end(self):
        """Plugin hosts end with their workers, or ten seconds after them: what is left then is noted, and killed."""
        until(lambda: not self.all_hosts(), HOST_SECONDS)
        for pid in self.all_hosts():
            self.journal.write("left_behind", pid=pid)
            os.kill(pid, signal.SIGKILL)

    def all_hosts(self):
        """By their command lines, which name files of ours."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    words = file.read()
            except OSError:
                continue
            if b"jobyard-plugin-host" in words and self.directory.encode() + b"/" in words:
                found.append(int(pid))
        return found

    def stop(self):
        for process in self.processes.values():
            if process.is_running:
                process.kill()
        self.proxy.stop()
