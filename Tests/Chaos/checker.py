"""Judges a run by what it left: the clients' log of answers, the plugin's ledger of what ran, the journal of faults, the
database and Redis. It shares no code with what made them, and asks Jobyard nothing.

    checker.py DIRECTORY RECORD REDIS_PORT      the record is an SQLite file, or the URL of a PostgreSQL

Exit status: 0 when every promise was kept, else 1.
"""

import collections
import json
import signal
import socket
import sys

from evidence import SECOND, Evidence

FINAL = {"completed", "failed", "dead_letter", "cancelled"}
# The counts that make a job poison: docs/design.md, section 4.
MOST_CRASHES, MOST_LOSSES = 3, 5
# For how long two attempts of one job may overlap, in seconds, by where the fault was. A host ends 10 s after its worker's
# heart stopped; a worker that is cut off kills its handlers after 60 s, or when Redis tells it that it was given up; a host
# that was stopped goes on when it is let go.
MOST_OVERLAP = {"worker": 15, "host": 35, "link": 65, "redis": 65}
# What may fall by itself, when its disk is full, and is no part of Jobyard.
FALLING = {"postgresql"}
MOST_SHOWN = 3


class Verdict:
    """What is wrong, by the promise that it breaks."""

    def __init__(self):
        self.broken = collections.defaultdict(list)

    def breaks(self, promise, subject, job=None):
        self.broken[promise].append((subject, job))


def check_ends(evidence, verdict):
    """Every acknowledged job has come to its end, and there were some."""
    if not evidence.accepted:
        verdict.breaks("there was a load", "nothing was acknowledged")
    for job in evidence.accepted:
        row = evidence.rows.get(job)
        if row is None:
            verdict.breaks("lost", "has no row", job)
        elif row["state"] not in FINAL:
            verdict.breaks("lost", f"is {row['state']}", job)
        else:
            check_reason(evidence, verdict, job, row)


def check_reason(evidence, verdict, job, row):
    """It ended as it should, and did run where the record says so."""
    kind, state = evidence.accepted[job]["kind"], row["state"]
    if state == "completed":
        result = json.loads(row["result"]) if row["result"] else {}
        runs = evidence.runs.get(job, [])
        if not any(run.outcome == "ok" and result == {"attempt": run.attempt, "pid": run.pid} for run in runs):
            verdict.breaks("completed as the ledger says", f"result {result}", job)
    wanted = {"permanent": "failed", "dead": "dead_letter", "hang": "cancelled"}.get(kind, "completed")
    reasons = {
        "cancelled": any(entry["what"] == "cancel" for entry in evidence.answers[job]),
        "dead_letter": row["crashes"] >= MOST_CRASHES or row["losses"] >= MOST_LOSSES
        or row["burned"] > row["maximum_retries"],
    }
    if state != wanted and not reasons.get(state):
        verdict.breaks("ended as it should", f"is {state} ({row['error_code']})", job)


def check_seen(evidence, verdict):
    """A final state, once seen, stays but for a replay; a completed one in any case."""
    for job, answers in evidence.answers.items():
        if job not in evidence.rows:
            continue
        told = [
            (entry["asked"], entry["t"], entry["state"]) for entry in answers
            if entry.get("state") and entry["status"] < 300]
        told.append((2**63, 2**63, evidence.rows[job]["state"]))
        seen = None
        for asked, at, state in told:
            # What was asked before the last answer was there may be older than it.
            if seen and asked <= seen["at"]:
                continue
            if seen and state != seen["state"]:
                was_dead = seen["state"] == "dead_letter"
                if seen["state"] == "completed" or not evidence.may_have_been_replayed(job, seen["asked"], at, was_dead):
                    verdict.breaks("a final state stays", f"{seen['state']} became {state}", job)
            if state in FINAL:
                seen = {"asked": asked, "at": at, "state": state}


def check_keys(evidence, verdict):
    for key, jobs in evidence.keys.items():
        if len(jobs) > 1:
            verdict.breaks("one job a key", f"{key} has {sorted(jobs)}", min(jobs))


def check_cancelled(evidence, verdict):
    """Nothing starts that was acknowledged as cancelled, while Redis keeps its memory. Answers how often it had lost that."""
    excused = 0
    for job, answers in evidence.answers.items():
        for entry in answers:
            if entry["what"] != "cancel" or entry["state"] != "cancelled" or entry["status"] != 202:
                continue
            started = [run for run in evidence.runs.get(job, []) if run.start > entry["t"]]
            if not started or evidence.may_have_been_replayed(job, entry["asked"], started[0].start):
                continue
            if evidence.redis_forgot(entry["asked"], started[0].start):
                excused += 1
            else:
                after = (started[0].start - entry["t"]) / SECOND
                verdict.breaks("a cancelled job does not start", f"started {after:.3f} s later", job)
    return excused


def check_runs(evidence, verdict):
    """Every attempt but the last has a reason not to be the last. Answers how many had which fault, and the overlaps."""
    repeated, overlaps = collections.Counter(), collections.defaultdict(list)
    for job, runs in evidence.runs.items():
        if job not in evidence.rows:
            verdict.breaks("what ran has a row", "ran", job)
        for run in runs:
            if run.end is None:
                verdict.breaks("what runs ends", f"attempt {run.attempt} in {run.pid} never ended", job)
        for run, following in zip(runs, runs[1:]):
            overlap = max(0, (run.end or following.start) - following.start) / SECOND
            is_natural = run.outcome in ("transient", "crash") or evidence.may_have_been_replayed(
                job, run.start, following.start, was_dead=run.outcome != "ok")
            if is_natural and not overlap:
                continue
            reasons = evidence.explain(run, following)
            if not reasons:
                promise = "two attempts do not overlap" if overlap else "what ran twice has a reason"
                verdict.breaks(promise, f"attempts {run.attempt} and {following.attempt}, overlap {overlap:.3f} s", job)
                continue
            repeated[reasons[0][1].name] += 1
            if overlap:
                where = max((where for where, _ in reasons), key=MOST_OVERLAP.get)
                overlaps[where].append(overlap)
                if overlap > MOST_OVERLAP[where]:
                    verdict.breaks("an overlap is bounded", f"{overlap:.1f} s after a fault of the {where}", job)
    return repeated, overlaps


def check_checkpoints(evidence, verdict):
    """What an attempt kept, and was recorded with its failure, the next one sees."""
    for job, runs in evidence.runs.items():
        if evidence.accepted.get(job, {}).get("kind") != "checkpoint":
            continue
        for run, following in zip(runs, runs[1:]):
            if run.outcome == "transient" and following.checkpoint != f"after{run.attempt}":
                if not evidence.explain(run, following):
                    verdict.breaks("a checkpoint is kept", f"attempt {following.attempt} saw {following.checkpoint}", job)


def check_redis(port, verdict):
    """At rest Redis holds nothing about any job."""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        stream = connection.makefile("rwb")

        def ask(*words):
            stream.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w.encode()) for w in words))
            stream.flush()
            return reply()

        def reply():
            line = stream.readline().strip()
            kind, rest = line[:1], line[1:]
            if kind == b"*":
                return [reply() for _ in range(int(rest))]
            if kind == b"$":
                return stream.read(int(rest) + 2)[:-2].decode(errors="replace") if int(rest) >= 0 else None
            return int(rest) if kind == b":" else rest.decode()

        counts = {"hash": "HLEN", "zset": "ZCARD", "set": "SCARD"}
        for key in ask("KEYS", "*"):
            name = key.split(":")[1] if ":" in key else key
            if name in ("live", "jobs", "ready", "later", "leased", "cancel", "checkpoints", "notes"):
                verdict.breaks("Redis holds no orphan", f"{ask(counts[ask('TYPE', key)], key)} in {key}")
        if count := ask("XLEN", "{jobyard}:events"):
            verdict.breaks("Redis holds no orphan", f"{count} entries wait for the record")


def check_processes(evidence, verdict):
    for entry in evidence.others:
        what = entry["what"]
        if what == "died" and entry["process"] not in FALLING:
            verdict.breaks("no process dies by itself", f"{entry['process']} {entry['pid']}: status {entry['status']}")
        # One that has just been started does not listen to SIGTERM yet, and holds nothing.
        was_early = what == "drained" and entry["age"] < 3 and entry["status"] == -signal.SIGTERM
        if what == "hung" or what in ("stopped", "drained") and entry["status"] != 0 and not was_early:
            verdict.breaks("SIGTERM ends a process, with status 0", f"{entry['process']}: {entry.get('status', what)}")
        if what == "left_behind":
            verdict.breaks("no plugin host outlives its worker", str(entry["pid"]))
        if what == "no_rest":
            verdict.breaks("it comes to rest", f"rows, live jobs, events: {entry['left']}")
    for text, count in evidence.unexpected.items():
        verdict.breaks("every answer is as agreed", f"{count} times {text}")
    if evidence.integrity != "ok":
        verdict.breaks("the database is whole", evidence.integrity)
    for path in evidence.telling:
        verdict.breaks("no log tells a secret", path)
    if evidence.bad_lines:
        verdict.breaks("the ledger is whole", f"{evidence.bad_lines} lines")


def counted(counter):
    return f"{sum(counter.values())}" + "".join(f", {name} {count}" for name, count in counter.most_common())


def report(evidence, verdict, excused, repeated, overlaps):
    rows = [evidence.rows[job]["state"] for job in evidence.accepted if job in evidence.rows]
    print("faults:", counted(collections.Counter(fault.name for fault in evidence.faults.values())))
    print(f"acknowledged: {len(evidence.accepted)} jobs; {len(evidence.keys)} had a key, "
          f"for which the same job was answered again {evidence.replayed} times")
    print(f"not acknowledged, and there: {len(evidence.rows) - len(rows)}")
    print("finished:", counted(collections.Counter(state for state in rows if state in FINAL)))
    print("attempts:", sum(map(len, evidence.runs.values())))
    print("executed more than once, by the likeliest fault:", counted(repeated))
    for where, seconds in overlaps.items():
        print(f"overlaps of two attempts for a fault of the {where}: {len(seconds)}, "
              f"the longest {max(seconds):.2f} s (at most {MOST_OVERLAP[where]} s)")
    print("started although cancelled, as Redis had lost its memory:", excused)
    print("attempts of finished jobs that the record leaves open:", evidence.open_attempts)
    print("lost:", len(verdict.broken["lost"]))
    print("changed final states:", len(verdict.broken["a final state stays"]))
    for promise, found in verdict.broken.items():
        if found:
            print(f"BROKEN: {promise}: {len(found)}")
        for subject, job in found[:MOST_SHOWN]:
            print("  " + subject)
            for line in evidence.history(job) if job else ():
                print("    " + line)


def main():
    evidence, verdict = Evidence(sys.argv[1], sys.argv[2]), Verdict()
    check_ends(evidence, verdict)
    check_seen(evidence, verdict)
    check_keys(evidence, verdict)
    excused = check_cancelled(evidence, verdict)
    repeated, overlaps = check_runs(evidence, verdict)
    check_checkpoints(evidence, verdict)
    check_redis(int(sys.argv[3]), verdict)
    check_processes(evidence, verdict)
    report(evidence, verdict, excused, repeated, overlaps)
    is_kept = not any(verdict.broken.values())
    print("every promise was kept" if is_kept else "NOT every promise was kept")
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()
