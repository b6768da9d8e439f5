#!/usr/bin/env python3
"""Many echo jobs by some concurrent clients: all completed, none twice in the record, and how many a second."""

import argparse
import sqlite3
import time
import uuid

from jobyard import Client, figure, in_parallel, seconds


def check_record(database, ids):
    """Every job has one row, and one attempt, which completed."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    for job_id in ids:
        key = uuid.UUID(job_id).bytes
        states = [row[0] for row in connection.execute("SELECT state FROM jobs WHERE id = ?", (key,))]
        attempts = [row[0] for row in connection.execute("SELECT ending FROM attempts WHERE job_id = ?", (key,))]
        if states != ["completed"] or attempts != ["completed"]:
            raise SystemExit(f"the record of {job_id} is wrong: rows {states}, attempts {attempts}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--database", help="the SQLite file, such as .jobyard/job_scheduler.db; read only")
    options = parser.parse_args()

    client = Client(options.url)
    client.ended(client.submit("echo", {})["job_id"])  # the first host is warm
    began = time.monotonic()
    submitted = in_parallel(
        lambda number: client.submit("echo", {"number": number}), range(options.jobs), options.clients)
    accepted = time.monotonic() - began
    ids = [job["job_id"] for job in submitted]
    jobs = in_parallel(client.ended, ids, options.clients)

    wrong = [job for job in jobs if job["status"] != "completed" or job["attempt"] != 1]
    if wrong or len(set(ids)) != options.jobs:
        raise SystemExit(f"{len(wrong)} jobs did not complete at once, such as {wrong[:1]}")
    if any(job["result"] != {"number": number} for number, job in enumerate(jobs)):
        raise SystemExit("an echo is not what was sent")
    whole = max(seconds(job["finished_at"]) for job in jobs) - min(seconds(job["created_at"]) for job in jobs)
    what = f"{options.jobs} echo jobs by {options.clients} clients, all completed in one attempt"
    figure(f"submissions ({what})", f"{options.jobs / accepted:.0f} jobs/s")
    figure(f"from the first submission to the last end ({what})", f"{options.jobs / whole:.0f} jobs/s")
    if options.database:
        check_record(options.database, ids)
        figure("the record", f"{options.jobs} rows, one completed attempt each")


if __name__ == "__main__":
    main()
