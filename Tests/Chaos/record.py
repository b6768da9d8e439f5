"""The record as a run left it, read from its database: a class for each kind of database, both alike."""

import contextlib
import json
import os
import sqlite3
import subprocess
import urllib.parse
import uuid

from programs import postgresql_program

SECONDS, CHECK_SECONDS = 20, 300
NAMES = ("state", "burned", "crashes", "losses", "maximum_retries", "result", "error_code")
UNFINISHED = "SELECT count(*) FROM jobs WHERE state NOT IN ('completed', 'failed', 'dead_letter', 'cancelled')"
OPEN_ATTEMPTS = "SELECT count(*) FROM attempts JOIN jobs ON id = job_id WHERE ended_at IS NULL AND final_at IS NOT NULL"


class NoRecord(Exception):
    """The database did not answer, or refused."""


def open_record(location):
    """A URL of PostgreSQL, or the path of an SQLite file."""
    return (PostgreSQLRecord if location.startswith("postgresql://") else SQLiteRecord)(location)


class Record:
    def unfinished(self):
        """How many rows are not final."""
        return self.count(UNFINISHED)

    def open_attempts(self):
        """How many attempts of final rows have no end."""
        return self.count(OPEN_ATTEMPTS)


class SQLiteRecord(Record):
    secret = None

    def __init__(self, path):
        self.path = path

    def ask(self, sql):
        try:
            with contextlib.closing(sqlite3.connect(self.path, timeout=SECONDS)) as connection:
                return connection.execute(sql).fetchall()
        except sqlite3.Error as error:
            raise NoRecord(str(error)) from error

    def count(self, sql):
        return self.ask(sql)[0][0]

    def integrity(self):
        """`ok`, or what is wrong."""
        return self.ask("PRAGMA integrity_check")[0][0]

    def rows(self):
        """By the ids of their jobs."""
        return {
            str(uuid.UUID(bytes=row[0])): dict(zip(NAMES, row[1:]))
            for row in self.ask(f"SELECT id, {', '.join(NAMES)} FROM jobs")}


class PostgreSQLRecord(Record):
    """By PostgreSQL's own programs, which need not run as its superuser's account: the URL has a password."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.secret = parts.password
        self.environment = {
            "PATH": os.environ["PATH"], "PGHOST": parts.hostname, "PGPORT": str(parts.port), "PGUSER": parts.username,
            "PGPASSWORD": parts.password, "PGDATABASE": parts.path[1:], "PGCONNECT_TIMEOUT": str(SECONDS)}

    def run(self, seconds, program, *arguments):
        try:
            return subprocess.run(
                [postgresql_program(program), *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise NoRecord(f"{program} has not ended after {seconds} s") from error

    def ask(self, sql):
        """What psql prints, a line for each row."""
        done = self.run(SECONDS, "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", sql)
        if done.returncode:
            raise NoRecord(done.stderr.strip())
        return done.stdout

    def count(self, sql):
        return int(self.ask(sql))

    def integrity(self):
        """`ok`, or what is wrong: every page, and every index against its table."""
        done = self.run(CHECK_SECONDS, "pg_amcheck", "--install-missing", "--heapallindexed", self.environment["PGDATABASE"])
        return "ok" if done.returncode == 0 else (done.stdout + done.stderr).strip()

    def rows(self):
        """By the ids of their jobs. What is bytes there is read as texts."""
        texts = {"result": "convert_from(result, 'UTF8')", "error_code": "encode(error_code, 'escape')"}
        columns = ", ".join(f"{texts.get(name, name)} AS {name}" for name in NAMES)
        lines = self.ask(f"SELECT row_to_json(row) FROM (SELECT id, {columns} FROM jobs) row").splitlines()
        return {row.pop("id"): row for row in map(json.loads, lines)}
