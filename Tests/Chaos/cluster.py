"""What is put to the test: a redis-server behind the proxy, two servers on one SQLite file, and three workers."""

import ctypes
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

from journal import Journal
from waiting import until

HERE = os.path.dirname(os.path.abspath(__file__))
SERVERS = ("server1", "server2")
WORKERS = ("worker1", "worker2", "worker3")
SLOTS = 8
DRAIN_SECONDS = 5
HOST_SECONDS = 15


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Process:
    """One process of ours, which may be started again. Its output goes to a log that is kept."""

    def __init__(self, name, command, environment, directory, journal):
        self.name, self.command, self.directory, self.journal = name, command, directory, journal
        self.clock = f"{directory}/{name}.clock"
        self.environment = {"PATH": os.environ["PATH"], **environment, "CHAOS_CLOCK": self.clock}
        self.popen, self.started = None, 0
        self.wanted = False
        self.shift_clock(0)

    @property
    def pid(self):
        return self.popen.pid if self.is_running else None

    @property
    def is_running(self):
        return self.popen is not None and self.popen.poll() is None

    def start(self):
        self.wanted, self.started = True, time.monotonic()
        with open(f"{self.directory}/{self.name}.log", "ab") as log:
            # Whatever becomes of this suite, nothing that it started outlives it.
            self.popen = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self.command], env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, cwd=self.directory)
        self.journal.write("started", process=self.name, pid=self.popen.pid)

    def signal(self, number):
        if self.is_running:
            self.popen.send_signal(number)

    def kill(self):
        self.wanted = False
        self.signal(signal.SIGKILL)
        self.popen.wait()

    def terminate(self):
        self.wanted = False
        self.signal(signal.SIGTERM)

    def shift_clock(self, milliseconds):
        """In place: the file is mapped by the process that it is for."""
        with open(self.clock, "r+b" if os.path.exists(self.clock) else "w+b") as file:
            file.write(struct.pack("<q", milliseconds))


class Redis(Process):
    """Its data can be copied, put back, cut short and deleted while it is down."""

    def __init__(self, port, environment, directory, journal):
        self.port = port
        self.data = f"{directory}/redis"
        self.copy = f"{directory}/redis.copy"
        os.makedirs(self.data)
        command = [
            "redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", self.data, "--appendonly", "yes",
            "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction",
            "--enable-debug-command", "no", "--auto-aof-rewrite-min-size", "16mb"]
        super().__init__("redis", command, environment, directory, journal)

    def delete_data(self):
        shutil.rmtree(self.data)
        os.makedirs(self.data)

    def copy_data(self):
        """A base file is never written again, a manifest is replaced, and of an incremental file a part will do."""
        def is_copied():
            try:
                shutil.rmtree(self.copy, ignore_errors=True)
                shutil.copytree(self.data, self.copy)
                return True
            except (OSError, shutil.Error):  # a rewrite has just deleted a file
                return False

        if not until(is_copied, 1, pause=0.05):
            raise RuntimeError("redis-server's data cannot be copied")

    def put_copy_back(self):
        shutil.rmtree(self.data)
        shutil.copytree(self.copy, self.data)

    def cut_tail(self, count):
        """Drops the last bytes of the newest incremental file of the AOF. Answers how many it had."""
        folder = f"{self.data}/appendonlydir"
        files = [f"{folder}/{name}" for name in os.listdir(folder) if ".incr." in name]
        if not files:
            return 0
        newest = max(files, key=lambda path: int(path.split(".")[-3]))
        size = os.path.getsize(newest)
        os.truncate(newest, max(0, size - count))
        return size

    def ask(self, *words):
        """One command, past the proxy. Answers the raw reply."""
        with socket.create_connection(("127.0.0.1", self.port), 20) as connection:
            text = b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in (word.encode() for word in words))
            connection.sendall(b"*%d\r\n%s" % (len(words), text))
            return connection.recv(1 << 16)

    def count(self, *words):
        return int(self.ask(*words)[1:].split(b"\r")[0])


class Disk:
    """The folder of the database: a tmpfs of its own, where that can be mounted, which a file can fill."""

    def __init__(self, path, megabytes):
        self.path = path
        self.filler = f"{path}/filler"
        os.makedirs(path, exist_ok=True)
        self.is_small = self.mount(path, megabytes)

    @staticmethod
    def mount(path, megabytes):
        """In a mount namespace of our own, so that it ends with us."""
        libc = ctypes.CDLL(None, use_errno=True)
        new_namespace, recursive, private = 0x00020000, 0x4000, 0x40000
        if libc.unshare(new_namespace) != 0 or libc.mount(b"none", b"/", None, recursive | private, None) != 0:
            return False
        return libc.mount(b"tmpfs", path.encode(), b"tmpfs", 0, b"mode=700,size=%dm" % megabytes) == 0

    def fill(self):
        with open(self.filler, "ab", buffering=0) as file:
            chunk = b"\0" * (1 << 20)
            while chunk:
                try:
                    file.write(chunk)
                except OSError:
                    chunk = chunk[: len(chunk) // 2]

    def unmount(self):
        if self.is_small:
            detach = 2
            ctypes.CDLL(None).umount2(self.path.encode(), detach)

    def free(self):
        if os.path.exists(self.filler):
            os.unlink(self.filler)


class Proxy:
    def __init__(self, upstream, names):
        self.popen = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", sys.executable, f"{HERE}/proxy.py", str(upstream), *names],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ports = {}
        for _ in names:
            line = json.loads(self.popen.stdout.readline())
            self.ports[line["link"]] = line["port"]

    def tell(self, **command):
        self.popen.stdin.write(json.dumps(command) + "\n")
        self.popen.stdin.flush()

    def stop(self):
        self.popen.kill()
        self.popen.wait()


class Cluster:
    def __init__(self, prefix, directory, disk_megabytes):
        self.prefix, self.directory = os.path.abspath(prefix), directory
        self.journal = Journal(f"{directory}/journal.jsonl")
        self.disk = Disk(f"{directory}/database", disk_megabytes)
        self.database = f"{self.disk.path}/jobs.db"
        self.ledger = f"{directory}/ledger"
        open(self.ledger, "x").close()
        shim = self.compile("clock_shim", f"{HERE}/../Support/clock_shim.c", directory)
        plugins = f"{directory}/plugins"
        os.makedirs(plugins, mode=0o700)
        self.compile("ledger", f"{HERE}/ledger_plugin.c", plugins)

        preload = {"LD_PRELOAD": shim}
        redis_port = free_port()
        self.redis = Redis(redis_port, preload, directory, self.journal)
        self.proxy = Proxy(redis_port, SERVERS + WORKERS)
        self.rest, self.grpc, self.processes = {}, {}, {}
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
                    "DATABASE_URL": f"sqlite:///{self.database}", "API_HOST": "127.0.0.1",
                    "API_PORT": str(self.rest[name]), "GRPC_PORT": str(self.grpc[name])}
            else:
                environment |= {
                    "PLUGIN_DIR": plugins, "WORKER_CONCURRENCY": str(SLOTS), "WORKER_POOL_SIZE": "1",
                    "DRAIN_TIMEOUT_SECONDS": str(DRAIN_SECONDS)}
            command = [f"{self.prefix}/bin/jobyard", kind, "--config", configuration]
            self.processes[name] = Process(name, command, environment, directory, self.journal)
        self.processes["redis"] = self.redis

    def compile(self, name, source, folder):
        library = f"{folder}/lib{name}.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-I", f"{self.prefix}/include", "-o", library, source], check=True)
        os.chmod(library, 0o755)
        return library

    def start(self):
        self.redis.start()
        for name in SERVERS + WORKERS:
            self.processes[name].start()

    def hosts(self, worker):
        """The process ids of a worker's plugin hosts."""
        pid = self.processes[worker].pid
        found = []
        for task in os.listdir(f"/proc/{pid}/task") if pid else []:
            try:
                with open(f"/proc/{pid}/task/{task}/children") as file:
                    found += [int(word) for word in file.read().split()]
            except OSError:
                pass
        return sorted(found)

    def look_after(self):
        """What ended without being told to is noted, and started again."""
        for name, process in self.processes.items():
            if process.popen is not None and process.wanted and not process.is_running:
                self.journal.write("died", process=name, pid=process.popen.pid, status=process.popen.returncode)
                process.start()

    def stop_jobyard(self):
        """In order, by SIGTERM; what hangs is noted and killed."""
        running = [process for process in self.processes.values() if process.is_running and process is not self.redis]
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
