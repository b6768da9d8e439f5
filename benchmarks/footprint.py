#!/usr/bin/env python3
"""Resident size of an idle `jobyard up`, its redis-server and one plugin host; how long `up` and a host take to start."""

import argparse
import os
import re
import signal
import socket
import statistics
import subprocess
import tempfile
import time

from jobyard import Client, figure


def start_up(prefix, data_directory):
    """Starts `up` on free ports. Answers the process, its URL, and how long it took to be ready."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": data_directory, "API_HOST": "127.0.0.1"}
    environment |= {"API_PORT": "0", "GRPC_PORT": "0", "LOG_LEVEL": "error"}
    began = time.monotonic()
    process = subprocess.Popen(
        [f"{prefix}/bin/jobyard", "up"], env=environment, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if match := re.search(r"REST\s+(http:\S+)", line):
            return process, match[1], time.monotonic() - began
    raise SystemExit("`jobyard up` ended before it was ready; its words are above")


def descendants(ancestor):
    """Process ids and command lines of everything below a process."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as stat, open(f"/proc/{name}/cmdline", "rb") as line:
                parents[int(name)] = (int(stat.read().rsplit(")", 1)[1].split()[1]), line.read().decode())
        except OSError:
            pass  # it ended meanwhile
    found, wanted = [], {ancestor}
    while wanted:
        children = {pid for pid, (parent, _) in parents.items() if parent in wanted}
        found += [(pid, parents[pid][1]) for pid in children]
        wanted = children
    return found


def sizes(pid):
    """Resident size, and the share of it that is this process's own when shared pages are split (PSS)."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        fields = dict(re.findall(r"^(Rss|Pss): +(\d+) kB", file.read(), re.M))
    return f"RSS {int(fields['Rss']) / 1024:.1f} MiB, PSS {int(fields['Pss']) / 1024:.1f} MiB"


def host_start(prefix, plugin):
    """Seconds from spawning a plugin host to its `ready`, by the frames of Sources/PluginWire."""
    ours, theirs = socket.socketpair()
    page = os.memfd_create("page")
    os.ftruncate(page, os.sysconf("SC_PAGE_SIZE"))
    # Neither may lie at 3 or 4 itself: they are put there in this order.
    frames, memory = os.dup2(theirs.fileno(), 103), os.dup2(page, 104)
    began = time.perf_counter()
    pid = os.posix_spawn(
        f"{prefix}/libexec/jobyard/jobyard-plugin-host", ["jobyard-plugin-host", "run", plugin],
        {"PATH": os.environ["PATH"]},
        file_actions=[
            (os.POSIX_SPAWN_DUP2, frames, 3), (os.POSIX_SPAWN_DUP2, memory, 4),
            (os.POSIX_SPAWN_CLOSE, 103), (os.POSIX_SPAWN_CLOSE, 104),
        ])
    for descriptor in (frames, memory, page):
        os.close(descriptor)
    theirs.close()
    start = b"\x01" + b"\0\0\0\0" * 2  # kind `start`: no configuration, no secrets
    ours.sendall(len(start).to_bytes(4, "little") + start)
    ours.settimeout(30)
    answer = ours.recv(5)
    taken = time.perf_counter() - began
    ours.sendall(b"\x01\0\0\0\x04")  # kind `stop`
    ours.close()
    os.waitpid(pid, 0)
    if answer != b"\x01\0\0\0\x01":  # kind `ready`
        raise SystemExit(f"the host answered {answer!r}")
    return taken


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prefix", default=".build/installed", help="an installed tree")
    parser.add_argument("--idle", type=float, default=5, help="seconds to let it idle before measuring")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as data_directory:
        process, url, first = start_up(options.prefix, data_directory)
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process, url, second = start_up(options.prefix, data_directory)
        try:
            figure("`jobyard up` from its start to ready", f"first {first:.2f} s, second {second:.2f} s")
            client = Client(url)
            client.ended(client.submit("sleep", {"duration": 0})["job_id"])
            time.sleep(options.idle)
            figure("`jobyard up`, idle", sizes(process.pid))
            for pid, command in descendants(process.pid):
                if "redis-server" in command:
                    figure("its redis-server", sizes(pid))
                if "jobyard-plugin-host" in command:
                    figure("a plugin host (sleep), warm and idle", sizes(pid))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)

    plugin = f"{options.prefix}/lib/jobyard/plugins/libsleep.so"
    times = [1000 * host_start(options.prefix, plugin) for _ in range(20)]
    figure("a plugin host (sleep) from spawn to ready", f"median {statistics.median(times):.1f} ms of 20, worst {max(times):.1f} ms")


if __name__ == "__main__":
    main()
