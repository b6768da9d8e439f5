#!/usr/bin/env python3
"""Payloads against a pattern that takes for ever: how long one is checked, and what a flood of them does to others."""

import argparse
import http.client
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
import urllib.parse

from footprint import start_up
from jobyard import figure, percentile

PLUGIN = r"""
#include <stddef.h>
#include "jobyard_plugin.h"
static int32_t run(void *state, const jobyard_run *run) { return JOBYARD_OK; }
static const jobyard_job_type type = {
    .size = sizeof type, .name = "patterned", .run = run, .payload_schema = "{\"pattern\":\"^(a+)+$\"}"};
static const jobyard_job_type *const types[] = {&type, NULL};
static const jobyard_plugin plugin = {
    .size = sizeof plugin, .abi = JOBYARD_ABI, .id = "bench.patterned", .version = "1.0.0", .types = types};
const jobyard_plugin *jobyard_plugin_v1(uint32_t host_abi) { return &plugin; }
"""


def compile_plugin(prefix, data_directory):
    os.makedirs(f"{data_directory}/plugins", mode=0o700)
    with open(f"{data_directory}/plugin.c", "w") as file:
        file.write(PLUGIN)
    library = f"{data_directory}/plugins/libpatterned.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-I", f"{prefix}/include", "-o", library, f"{data_directory}/plugin.c"], check=True)


def ask(address, method, path, body=None):
    """The status, and how many milliseconds it took."""
    connection = http.client.HTTPConnection(address, timeout=120)
    began = time.perf_counter()
    connection.request(method, path, body, {"Content-Type": "application/json"})
    status = connection.getresponse().status
    return status, 1000 * (time.perf_counter() - began)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prefix", default=".build/installed", help="an installed tree")
    parser.add_argument("--letters", type=int, default=1_000_000)
    parser.add_argument("--flood", type=int, default=16, help="hostile clients at once")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as data_directory:
        compile_plugin(options.prefix, data_directory)
        process, url, _ = start_up(options.prefix, data_directory)
        try:
            address = urllib.parse.urlsplit(url).netloc
            payload = json.dumps("a" * options.letters + "b")
            body = json.dumps({"job_type": "patterned", "payload": payload})
            times = [ask(address, "POST", "/jobs", body) for _ in range(5)]
            if {status for status, _ in times} != {422}:
                raise SystemExit(f"not refused: {times}")
            name = f"^(a+)+$ against {options.letters} letters"
            figure(name, f"refused after {percentile([ms for _, ms in times], 50):.0f} ms, at worst {max(ms for _, ms in times):.0f} ms")

            end = time.monotonic() + options.seconds
            statuses = []

            def flood():
                while time.monotonic() < end:
                    statuses.append(ask(address, "POST", "/jobs", body)[0])

            threads = [threading.Thread(target=flood) for _ in range(options.flood)]
            for thread in threads:
                thread.start()
            health = []
            while time.monotonic() < end:
                health.append(ask(address, "GET", "/health")[1])
                time.sleep(0.02)
            for thread in threads:
                thread.join()
            answers = ", ".join(f"{statuses.count(status)} × {status}" for status in sorted(set(statuses)))
            figure(
                f"GET /health while {options.flood} clients send such payloads ({answers})",
                f"p50 {percentile(health, 50):.0f} ms, p99 {percentile(health, 99):.0f} ms, worst {max(health):.0f} ms")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


if __name__ == "__main__":
    main()
