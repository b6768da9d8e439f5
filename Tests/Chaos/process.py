"""A process that is put to the test: it is started, signalled, killed and started again, and its clock can be set."""

import os
import signal
import socket
import struct
import subprocess
import time


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def children(pid):
    """The process ids of its children; none where it is None, or over."""
    found = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                found += [int(word) for word in file.read().split()]
    except OSError:
        pass
    return sorted(found)


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
