"""What a run left, read for the checker: the journal of faults, the plugin's ledger, the clients' answers, the database."""

import bisect
import collections
import glob
import json
import signal

from record import open_record

SECOND = 10**9

# After these faults Redis may not know what it was told so many seconds before they began, and since.
FORGETTING = {
    "kill-redis": 3, "cut-tail": 120, "delete-data": float("inf"), "older-copy": 2, "flushall": float("inf")}
OF_PROCESSES = {"kill", "stop", "drain"}
OF_CONNECTIONS = {"cut-connections", "refuse-connections", "delay", "freeze", "swallow"}
OF_TIME = {"stop-redis", "clock-jump"}
# While these last, the record may not take in what ended.
OF_THE_RECORD = {
    "full-disk", "quit-postgresql", "kill-postgresql", "restart-postgresql", "stop-postgresql", "kill-backend",
    "refuse-database", "slow-database", "freeze-database", "swallow-database", "lose-answers"}
# How many seconds after an attempt's end, those not counted, a Redis that forgets may still keep that end from the record.
RECORDED_WITHIN = 60
# How long after its client gave up a request may still be served, by a server that was stopped.
SERVED_WITHIN = 60 * SECOND
MOST_LINES = 40


def moment(time):
    return "…" if time is None else f"{time / SECOND:.3f}"


class Run:
    """One attempt, by the ledger."""

    def __init__(self, job, attempt, pid, start, checkpoint):
        self.job, self.attempt, self.pid, self.start, self.checkpoint = job, attempt, pid, start, checkpoint
        self.end, self.outcome, self.worker = None, None, None

    def __str__(self):
        times = f"{moment(self.start)} to {moment(self.end)}"
        return f"{times} attempt {self.attempt} in host {self.pid} of {self.worker}: {self.outcome or 'never ended'}"


class Fault:
    def __init__(self, number, kind, target, begin):
        self.number, self.kind, self.target, self.begin, self.end = number, kind, target, begin, None
        self.pids = set()

    @property
    def name(self):
        return f"{self.kind} {self.target.rstrip('0123456789')}"

    def forgets(self, begin, end, until):
        """Whether it may have made Redis forget, before `until`, what it was told between `begin` and `end`."""
        depth = FORGETTING.get(self.kind)
        return depth is not None and self.touches(begin, until) and end >= self.begin - depth * SECOND

    def touches(self, begin, end):
        return self.begin <= end and (self.end or self.begin) >= begin

    def __str__(self):
        return f"{moment(self.begin)} to {moment(self.end)} {self.kind} {self.target} (fault)"


def lines(path):
    with open(path) as file:
        for line in file:
            yield json.loads(line)


def read(path):
    with open(path, errors="replace") as file:
        return file.read()


class Evidence:
    def __init__(self, directory, location):
        record = open_record(location)
        self.read_journal(f"{directory}/journal.jsonl")
        self.read_ledger(f"{directory}/ledger")
        self.read_answers(sorted(glob.glob(f"{directory}/answers*.jsonl")))
        self.read_record(record)
        self.read_logs(glob.glob(f"{directory}/server*.log") + glob.glob(f"{directory}/worker*.log"), record.secret)

    def read_journal(self, path):
        self.faults, self.others = {}, []
        # Workers by process id, and the moments at which hosts ended.
        self.processes, self.host_ends = {}, collections.defaultdict(list)
        latest = None
        for entry in lines(path):
            what = entry["what"]
            if what == "fault":
                latest = Fault(entry["number"], entry["kind"], entry["target"], entry["t"])
                self.faults[entry["number"]] = latest
            elif what == "fault_over":
                self.faults[entry["number"]].end = entry["t"]
            elif what == "host" and entry["signal"] in (signal.SIGKILL, signal.SIGSTOP):
                latest.pids.add(entry["pid"])
            elif what == "started":
                self.processes[entry["pid"]] = entry["process"]
            elif what == "host_ended":
                self.host_ends[entry["pid"]].append(entry["t"])
            else:
                self.others.append(entry)

    def read_ledger(self, path):
        self.runs, self.bad_lines = collections.defaultdict(list), 0
        running, parents = {}, {}
        with open(path) as file:
            for words in map(str.split, file):
                pid = int(words[1] if words[0] == "host" else words[3])
                if words[0] in ("host", "start"):
                    self.left_off(running.pop(pid, None))
                if words[0] == "host":
                    parents[pid] = int(words[2])
                elif words[0] == "start":
                    run = running[pid] = Run(words[1], int(words[2]), pid, int(words[4]), words[5])
                    run.worker = self.processes.get(parents.get(pid))
                    self.runs[run.job].append(run)
                elif pid in running and (running[pid].job, running[pid].attempt) == (words[1], int(words[2])):
                    run = running.pop(pid)
                    run.end, run.outcome = int(words[4]), words[5]
                else:
                    self.bad_lines += 1
        for run in running.values():
            self.left_off(run)
        for runs in self.runs.values():
            runs.sort(key=lambda run: run.start)

    def left_off(self, run):
        """It never said that it ended: its host did."""
        if run:
            ends = self.host_ends[run.pid]
            at = bisect.bisect(ends, run.start)
            run.end, run.outcome = (ends[at], "ended with its host") if at < len(ends) else (None, None)

    def read_answers(self, paths):
        # The first answer to each submission, the jobs of each key, and all answers about each job.
        self.accepted, self.keys, self.answers = {}, collections.defaultdict(set), collections.defaultdict(list)
        self.retried_many, self.unexpected, self.replayed = [], collections.Counter(), 0
        for entry in (entry for path in paths for entry in lines(path)):
            what = entry["what"]
            if what == "submit":
                self.accepted.setdefault(entry["job"], entry)
                self.replayed += entry["replayed"]
                if entry["key"]:
                    self.keys[entry["key"]].add(entry["job"])
            elif what == "retry_many":
                self.retried_many.append(entry)
                for job in entry["jobs"]:
                    self.answers[job].append(entry)
            elif what == "unexpected":
                self.unexpected[f"{entry['request']} {entry['status']}: {entry['answer'][:200]}"] += 1
            if "job" in entry:
                self.answers[entry["job"]].append(entry)
        for answers in self.answers.values():
            answers.sort(key=lambda entry: entry["t"])

    def read_record(self, record):
        self.integrity, self.rows, self.open_attempts = record.integrity(), record.rows(), record.open_attempts()

    def read_logs(self, paths, secret):
        """Which of Jobyard's logs have the password of the database."""
        self.telling = [path for path in paths if secret and secret in read(path)]

    # ---- Questions

    def may_have_been_replayed(self, job, begin, end, was_dead=False):
        """Whether a replay that was, or may have been, taken in can have come between. One of dead letters that was not
        answered may have been of any job that was dead then."""
        unanswered = [entry for entry in self.retried_many if entry["status"] == 0] if was_dead else []
        for entry in self.answers[job] + unanswered:
            if entry["what"] in ("retry", "retry_many") and entry["status"] in (0, 202):
                latest = entry["t"] if entry["status"] else entry["t"] + SERVED_WITHIN
                if entry["asked"] <= end and latest >= begin:
                    return True
        return False

    def recorded_by(self, moment):
        """By when what ended then is in the record, unless Redis forgets it before."""
        latest = moment + RECORDED_WITHIN * SECOND
        for fault in sorted(self.faults.values(), key=lambda fault: fault.begin):
            if fault.kind in OF_THE_RECORD and fault.touches(moment, latest):
                latest += (fault.end or fault.begin) - max(fault.begin, moment)
        return latest

    def redis_forgot(self, moment, until):
        return any(fault.forgets(moment, moment, until) for fault in self.faults.values())

    def explain(self, run, following):
        """The faults for which an attempt may not have been the last, and where they struck; the likeliest first."""

        end, leased = run.end or following.start, run.start - SECOND

        def near(seconds_before, until):
            return lambda fault: fault.touches(run.start - seconds_before * SECOND, min(until, following.start))

        at_its_time, recorded_late = near(1, end + 5 * SECOND), near(1, self.recorded_by(end))
        around_it = near(20, end + 20 * SECOND)
        struck = (
            ("host", lambda fault: run.pid in fault.pids and at_its_time(fault)),
            ("worker", lambda fault: fault.target == run.worker and fault.kind in OF_PROCESSES and at_its_time(fault)),
            ("redis", lambda fault: fault.forgets(leased, run.end or run.start, following.start) and recorded_late(fault)),
            ("link", lambda fault: fault.target == run.worker and fault.kind in OF_CONNECTIONS and at_its_time(fault)),
            # Redis stood still, or its clock jumped: it takes some workers for dead.
            ("redis", lambda fault: fault.target == "redis" and fault.kind in OF_TIME and around_it(fault)))
        return [(where, fault) for where, does in struck for fault in self.faults.values() if does(fault)]

    def history(self, job):
        """What happened to one job, with the faults that may have to do with it."""
        yield f"{job}: {self.accepted.get(job, {}).get('kind')}, row {self.rows.get(job)}"
        told = [
            (entry["t"], f"{moment(entry['t'])} {entry['what']} answered {entry['status']} {entry.get('state')}")
            for entry in self.answers[job]]
        ran = [(run.start, str(run)) for run in self.runs[job]]
        times = [time for time, _ in ran or told]
        targets = {run.worker for run in self.runs[job]} | {"redis"}
        struck = [
            (fault.begin, str(fault)) for fault in self.faults.values()
            if times and fault.touches(min(times) - 5 * SECOND, max(times) + SECOND) and (not ran or fault.target in targets)]
        for _, text in sorted(told + ran + struck)[:MOST_LINES]:
            yield "    " + text
