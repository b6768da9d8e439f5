"""Logs of JSON lines that many threads and processes may append to. Times are CLOCK_MONOTONIC, in nanoseconds."""

import json
import os
import time


class Journal:
    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, what, **fields):
        line = json.dumps({"t": time.monotonic_ns(), "what": what, **fields}, separators=(",", ":"))
        os.write(self.file, line.encode() + b"\n")
