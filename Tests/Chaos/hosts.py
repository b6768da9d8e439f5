"""Notes when plugin hosts end: the ledger tells of each that began, and the kernel of its end."""

import os
import select
import threading

PAUSE = 0.05


class HostWatch(threading.Thread):
    def __init__(self, ledger, journal):
        super().__init__(daemon=True)
        self.ledger, self.journal = ledger, journal
        self.poll, self.pids = select.poll(), {}

    def run(self):
        with open(self.ledger, "rb") as file:
            rest = b""
            while True:
                *lines, rest = (rest + file.read(1 << 20)).split(b"\n")
                for line in lines:
                    if line.startswith(b"host "):
                        self.watch(int(line.split()[1]))
                for descriptor, _ in self.poll.poll(0 if lines else 1000 * PAUSE):
                    self.journal.write("host_ended", pid=self.pids.pop(descriptor))
                    self.poll.unregister(descriptor)
                    os.close(descriptor)

    def watch(self, pid):
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            self.journal.write("host_ended", pid=pid)
            return
        self.pids[descriptor] = pid
        self.poll.register(descriptor, select.POLLIN)
