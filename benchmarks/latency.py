#!/usr/bin/env python3
"""From submission to start, at a steady rate: p50 and p99."""

import argparse
import concurrent.futures
import time

from jobyard import Client, figure, in_parallel, percentile, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--rate", type=float, default=100, help="jobs a second")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()

    client = Client(options.url)
    in_parallel(lambda _: client.ended(client.submit("echo", {})["job_id"]), range(32), 8)  # warm

    def submit():
        sent = time.time()
        job = client.submit("echo", {})
        return sent, time.time() - sent, job["job_id"]

    # By the clock, whatever the answers take: a slow server does not slow its own measurement.
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        began = time.monotonic()
        futures = []
        for number in range(int(options.rate * options.seconds)):
            time.sleep(max(0, began + number / options.rate - time.monotonic()))
            futures.append(pool.submit(submit))
        submissions = [future.result() for future in futures]

    jobs = in_parallel(client.ended, [job_id for _, _, job_id in submissions], 8)
    if any(job["status"] != "completed" for job in jobs):
        raise SystemExit("not all completed")
    by_server = [seconds(job["started_at"]) - seconds(job["created_at"]) for job in jobs]
    by_client = [seconds(job["started_at"]) - sent for job, (sent, _, _) in zip(jobs, submissions)]
    answers = [taken for _, taken, _ in submissions]
    for name, values in [
        ("created_at to started_at", by_server),
        ("sending the request to started_at (one clock)", by_client),
        ("answer to a submission", answers),
    ]:
        p50, p99 = (1000 * percentile(values, percent) for percent in (50, 99))
        figure(f"{name} at {options.rate:.0f} jobs/s for {options.seconds:.0f} s", f"p50 {p50:.1f} ms, p99 {p99:.1f} ms")


if __name__ == "__main__":
    main()
