#!/usr/bin/env python3
"""Shows that the checker finds what it looks for: an honest run passes, and each lie about it is found as what it is,
whichever database has the record."""

import contextlib
import json
import os
import sqlite3
import sys
import tempfile
import uuid

sys.dont_write_bytecode = True

import checker
from journal import Journal
from postgresql_server import PostgreSQL
from record import PostgreSQLRecord

SECOND = checker.SECOND
WORKER, HOST, OTHER_WORKER, OTHER_HOST = 10, 11, 20, 21
DONE, TWICE, STOPPED, CANCELLED, DEAD = (str(uuid.UUID(int=number)) for number in range(1, 6))


class SQLiteTables:
    """As Jobyard's, as far as the checker reads them."""

    def __init__(self, directory):
        self.lies, self.location = {}, f"{directory}/jobs.db"

    def write(self, rows):
        with contextlib.closing(sqlite3.connect(self.location)) as connection:
            connection.executescript(
                "DROP TABLE IF EXISTS jobs; DROP TABLE IF EXISTS attempts;"
                "CREATE TABLE jobs (id, state, burned, crashes, losses, maximum_retries, result, error_code, final_at);"
                "CREATE TABLE attempts (job_id, ended_at);")
            for job, state, burned, result in rows:
                connection.execute(
                    "INSERT INTO jobs VALUES (?, ?, ?, 0, 0, 0, ?, NULL, 1)", (uuid.UUID(job).bytes, state, burned, result))
            connection.commit()

    def stop(self):
        pass


class PostgreSQLTables:
    def __init__(self, directory):
        os.chmod(directory, 0o711)
        os.mkdir(f"{directory}/database")
        self.server = PostgreSQL(f"{directory}/database", {}, directory, Journal(f"{directory}/postgresql.jsonl"))
        self.server.create()
        self.lies, self.location = SECRETS, self.server.location
        PostgreSQLRecord(self.location).ask(
            "CREATE TABLE jobs (id uuid PRIMARY KEY, state text, burned int, crashes int, losses int, maximum_retries int,"
            " result bytea, error_code bytea, final_at timestamptz);"
            "CREATE TABLE attempts (job_id uuid, ended_at timestamptz)")

    def write(self, rows):
        values = "".join(
            f"INSERT INTO jobs VALUES ('{job}', '{state}', {burned}, 0, 0, 0, {bytea(result)}, NULL, now());"
            for job, state, burned, result in rows)
        PostgreSQLRecord(self.location).ask("DELETE FROM jobs;" + values)

    def stop(self):
        self.server.kill()


def bytea(text):
    return "NULL" if text is None else f"convert_to('{text}', 'UTF8')"


class Story:
    """A run in a few lines, to be told otherwise."""

    def __init__(self, record):
        self.record, self.log = record, ["started"]
        self.journal = [
            {"t": 0, "what": "started", "process": "worker1", "pid": WORKER},
            {"t": 0, "what": "started", "process": "worker2", "pid": OTHER_WORKER},
            {"t": 30 * SECOND, "what": "fault", "number": 1, "kind": "kill", "target": "worker1"},
            {"t": 31 * SECOND, "what": "fault_over", "number": 1},
            {"t": 30 * SECOND, "what": "host_ended", "pid": HOST},
        ]
        self.ledger = [
            f"host {HOST} {WORKER} 0", f"host {OTHER_HOST} {OTHER_WORKER} 0",
            f"start {DONE} 1 {HOST} {SECOND} -", f"end {DONE} 1 {HOST} {2 * SECOND} ok",
            f"start {TWICE} 1 {HOST} {29 * SECOND} -", f"start {TWICE} 2 {OTHER_HOST} {50 * SECOND} -",
            f"end {TWICE} 2 {OTHER_HOST} {51 * SECOND} ok",
            f"start {DEAD} 1 {OTHER_HOST} {SECOND} -", f"end {DEAD} 1 {OTHER_HOST} {2 * SECOND} transient",
            f"start {STOPPED} 1 {OTHER_HOST} {3 * SECOND} -", f"end {STOPPED} 1 {OTHER_HOST} {4 * SECOND} transient",
            f"start {STOPPED} 2 {OTHER_HOST} {5 * SECOND} after1", f"end {STOPPED} 2 {OTHER_HOST} {6 * SECOND} ok",
        ]
        self.answers = [
            self.submit(job, kind) for job, kind in
            ((DONE, "ok"), (TWICE, "ok"), (STOPPED, "checkpoint"), (CANCELLED, "distant"), (DEAD, "dead"))]
        self.answers += [
            {"t": 60 * SECOND, "what": "seen", "asked": 60 * SECOND - 9, "job": DONE, "status": 200, "state": "completed"},
            {"t": 3 * SECOND, "what": "cancel", "asked": 2 * SECOND, "job": CANCELLED, "status": 202, "state": "cancelled"},
        ]
        self.rows = {DONE: "completed", TWICE: "completed", STOPPED: "completed", CANCELLED: "cancelled", DEAD: "dead_letter"}
        self.results = {DONE: (1, HOST), TWICE: (2, OTHER_HOST), STOPPED: (2, OTHER_HOST)}

    @staticmethod
    def submit(job, kind, key=None):
        return {"t": 9, "what": "submit", "asked": 5, "job": job, "kind": kind, "key": key, "replayed": False, "status": 201,
                "state": "queued"}

    def verdict(self):
        with tempfile.TemporaryDirectory() as directory:
            for name, entries in (("journal", self.journal), ("answers", self.answers)):
                with open(f"{directory}/{name}.jsonl", "w") as file:
                    file.writelines(json.dumps(entry) + "\n" for entry in entries)
            with open(f"{directory}/ledger", "w") as file:
                file.writelines(line + "\n" for line in self.ledger)
            with open(f"{directory}/server1.log", "w") as file:
                file.writelines(line + "\n" for line in self.log)
            self.record.write([(job, state, 1 if job == DEAD else 0, self.result(job)) for job, state in self.rows.items()])
            evidence = checker.Evidence(directory, self.record.location)
        verdict = checker.Verdict()
        for check in (
            checker.check_ends, checker.check_seen, checker.check_keys, checker.check_cancelled, checker.check_runs,
            checker.check_checkpoints, checker.check_processes):
            check(evidence, verdict)
        for found in verdict.broken.values():
            for _, job in found:
                list(evidence.history(job))
        return {promise for promise, found in verdict.broken.items() if found}


    def result(self, job):
        if job not in self.results:
            return None
        attempt, pid = self.results[job]
        return json.dumps({"attempt": attempt, "pid": pid})


def without(entries, *parts):
    entries[:] = [entry for entry in entries if not all(part in str(entry) for part in parts)]


def forget_late(story):
    """Redis forgets 80 s after the end of an attempt, which then runs again."""
    story.journal[2].update(kind="flushall", target="redis", t=110 * SECOND)
    story.journal[3].update(t=111 * SECOND)
    story.ledger[5:7] = [
        f"start {TWICE} 2 {OTHER_HOST} {120 * SECOND} -", f"end {TWICE} 2 {OTHER_HOST} {121 * SECOND} ok"]


def stop_postgresql(story):
    """For 35 s since that end, so that nothing was recorded."""
    story.journal += [
        {"t": 40 * SECOND, "what": "fault", "number": 2, "kind": "stop-postgresql", "target": "postgresql"},
        {"t": 75 * SECOND, "what": "fault_over", "number": 2}]


# What is true, although it may not look so.
TRUTHS = [
    lambda story: None,
    lambda story: (forget_late(story), stop_postgresql(story)),
    lambda story: story.journal.append({"t": 1, "what": "died", "process": "postgresql", "pid": 9, "status": 1}),
]
LIES = {
    "there was a load": [
        lambda story: story.answers.clear(),
    ],
    "lost": [
        lambda story: story.rows.pop(DONE),
        lambda story: story.rows.update({CANCELLED: "running"}),
    ],
    "completed as the ledger says": [
        lambda story: without(story.ledger, f"{DONE} 1"),
        lambda story: story.results.update({DONE: (2, HOST)}),
        lambda story: story.results.pop(DONE),
    ],
    "ended as it should": [
        lambda story: story.rows.update({TWICE: "failed"}),
        lambda story: story.rows.update({TWICE: "dead_letter"}),
        lambda story: story.rows.update({TWICE: "cancelled"}),
        lambda story: story.rows.update({DEAD: "failed"}),
    ],
    "a final state stays": [
        lambda story: story.rows.update({DONE: "dead_letter"}),
        lambda story: story.answers.append(
            {"t": 70 * SECOND, "what": "seen", "asked": 69 * SECOND, "job": DONE, "status": 200, "state": "running"}),
        lambda story: story.answers.append(
            {"t": 9 * SECOND, "what": "seen", "asked": 8 * SECOND, "job": CANCELLED, "status": 200, "state": "queued"}),
    ],
    "one job a key": [
        lambda story: story.answers.extend([story.submit(DONE, "ok", "key"), story.submit(TWICE, "ok", "key")]),
    ],
    "a cancelled job does not start": [
        lambda story: story.ledger.append(f"start {CANCELLED} 1 {OTHER_HOST} {7 * SECOND} -"),
    ],
    "what ran twice has a reason": [
        lambda story: without(story.journal, "fault"),
        lambda story: story.journal[2].update(target="worker2"),
        lambda story: story.journal[2].update(kind="clock-jump"),
        forget_late,
        lambda story: (story.journal[2].update(t=40 * SECOND), story.journal[3].update(t=41 * SECOND)),
        lambda story: (
            story.ledger.extend(
                [f"start {DONE} 2 {OTHER_HOST} {8 * SECOND} -", f"end {DONE} 2 {OTHER_HOST} {9 * SECOND} ok"]),
            story.answers.append({"t": 7 * SECOND, "what": "retry_many", "asked": 6 * SECOND, "status": 0, "jobs": []})),
    ],
    "two attempts do not overlap": [
        lambda story: story.ledger.extend(
            [f"start {DONE} 2 {OTHER_HOST} {SECOND + 5} -", f"end {DONE} 2 {OTHER_HOST} {2 * SECOND - 5} ok"]),
    ],
    "an overlap is bounded": [
        lambda story: story.journal[4].update(t=80 * SECOND),
    ],
    "what runs ends": [
        lambda story: without(story.journal, "host_ended"),
    ],
    "what ran has a row": [
        lambda story: story.ledger.append(f"start {uuid.UUID(int=99)} 1 {OTHER_HOST} {8 * SECOND} -"),
    ],
    "a checkpoint is kept": [
        lambda story: story.ledger.__setitem__(11, story.ledger[11].replace("after1", "-")),
    ],
    "no process dies by itself": [
        lambda story: story.journal.append({"t": 1, "what": "died", "process": "server1", "pid": 9, "status": -11}),
    ],
    "SIGTERM ends a process, with status 0": [
        lambda story: story.journal.append({"t": 1, "what": "hung", "process": "server1"}),
    ],
    "no plugin host outlives its worker": [
        lambda story: story.journal.append({"t": 1, "what": "left_behind", "pid": 5}),
    ],
    "it comes to rest": [
        lambda story: story.journal.append({"t": 1, "what": "no_rest", "left": "(1, 0, 0)"}),
    ],
    "every answer is as agreed": [
        lambda story: story.answers.append({"t": 1, "what": "unexpected", "request": "get", "status": 500, "answer": "failed"}),
    ],
    "the ledger is whole": [
        lambda story: story.ledger.append(f"end {DONE} 7 {HOST} 5 ok"),
    ],
}


# Where there is a password.
SECRETS = {
    "no log tells a secret": [
        lambda story: story.log.append(f"error: cannot connect to {story.record.location}"),
    ],
}


def tell_lies(record):
    """Answers what was not found, and what was although it is not there."""
    wrong = []
    for number, change in enumerate(TRUTHS):
        story = Story(record)
        change(story)
        if found := story.verdict():
            wrong.append(f"the honest story {number} breaks {found}")
    for promise, changes in (LIES | record.lies).items():
        for number, change in enumerate(changes):
            story = Story(record)
            change(story)
            found = story.verdict()
            if promise not in found:
                wrong.append(f"lie {number} about \"{promise}\" was not found, but {found or 'nothing'}")
    return wrong


def main():
    wrong = []
    for kind in (SQLiteTables, PostgreSQLTables):
        with tempfile.TemporaryDirectory() as directory:
            record = kind(directory)
            try:
                wrong += [f"{kind.__name__}: {text}" for text in tell_lies(record)]
            finally:
                record.stop()
    print("\n".join(wrong) or f"{sum(map(len, LIES.values()))} lies were found, over each database")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
