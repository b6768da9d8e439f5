"""The load: one process of several clients, who speak REST and gRPC, and log each answer that they got, and when.

    clients.py CONFIGURATION      a JSON file: rest and grpc addresses, log, seed, prefix of keys, threads, rate

SIGTERM ends the load; the clients then cancel what would never end by itself, and leave.

The log has one line an answer: `what` is submit, cancel, retry, retry_many or seen; `asked` is when the request was sent and
`t` when the answer was there. What was asked of a job, and got no answer, is logged with status 0, for it may have been done.
"""

import json
import random
import signal
import sys
import threading
import time

from doors import GRPC, REST, NoAnswer
from journal import Journal
from waiting import until

FINAL = ("completed", "failed", "dead_letter", "cancelled")
STATUSES = {
    "submit": (200, 201), "cancel": (202, 404, 409), "retry": (202, 404, 409), "retry_many": (202,), "get": (200, 404),
    "list": (200,)}
# The share of clients that have both doors.
WITH_GRPC = 4
KEEP = 300
CANCEL_SECONDS = 120

stopping = threading.Event()


def in_some_seconds(rng):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + rng.randrange(-5, 10)))


# Kinds of jobs: how often, and the request. `mode`, `n` and `ms` go into the payload: see ledger_plugin.c.
KINDS = {
    "ok": (800, lambda rng: {}),
    "short": (100, lambda rng: {"ms": rng.randrange(50)}),
    "slow": (12, lambda rng: {"job_type": "chaos.slow", "ms": rng.randrange(100, 4000)}),
    "transient": (30, lambda rng: {"mode": "transient", "n": rng.randrange(1, 3), "max_retries": 8}),
    "dead": (10, lambda rng: {"mode": "transient", "n": 999, "max_retries": rng.randrange(2)}),
    "permanent": (10, lambda rng: {"mode": "permanent"}),
    "crash": (4, lambda rng: {"mode": "crash", "max_retries": 8}),
    "checkpoint": (10, lambda rng: {"mode": "checkpoint", "n": 1, "max_retries": 8}),
    "delayed": (40, lambda rng: {"delay_seconds": round(rng.uniform(0.1, 5), 3)}),
    "at": (10, lambda rng: {"run_at": in_some_seconds(rng)}),
    "hang": (4, lambda rng: {"job_type": "chaos.slow", "mode": "hang", "timeout_seconds": 60, "max_retries": 0}),
    "distant": (5, lambda rng: {"delay_seconds": rng.choice((300, 3600, 86400))}),
}
# They would never end by themselves, or not in time.
ENDLESS = ("hang", "distant")


def job_to_submit(rng):
    kind = rng.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
    body = {"job_type": "chaos.quick", "priority": rng.randrange(11), "mode": "ok", "n": 0, "ms": 0, **KINDS[kind][1](rng)}
    body["payload"] = {name: body.pop(name) for name in ("mode", "n", "ms")}
    return kind, body


class Client:
    def __init__(self, configuration, number):
        self.rng = random.Random(f"{configuration['seed']}/{number}")
        self.name = f"{configuration['prefix']}-{number}"
        self.log = Journal(configuration["log"])
        self.pause = configuration["threads"] / configuration["rate"]
        self.rest = REST([tuple(address) for address in configuration["rest"]], self.rng)
        self.doors = [self.rest]
        if GRPC.is_there() and number % WITH_GRPC == 0:
            self.doors.append(GRPC(configuration["grpc"], self.rng))
        self.count = 0
        self.recent, self.endless, self.keyed = [], [], []

    def run(self):
        actions = {
            self.submit: 1000, self.cancel: 40, self.watch: 30, self.repeat_key: 15, self.retry: 10, self.look_at_list: 3,
            self.retry_many: 1}
        due = time.monotonic()
        while not stopping.is_set():
            due = max(due + self.pause, time.monotonic() - 1)  # after an outage it does not catch up for ever
            stopping.wait(max(0, due - time.monotonic()))
            try:
                self.rng.choices(list(actions), list(actions.values()))[0]()
            except NoAnswer:
                stopping.wait(self.rng.uniform(0.02, 0.2))
        self.cancel_the_endless()

    def ask(self, what, *arguments, door=None):
        """The answer; and the moment when it was asked for."""
        asked = time.monotonic_ns()
        answer = getattr(door or self.rest, what)(*arguments)
        if answer.status not in STATUSES[what]:
            self.log.write("unexpected", request=what, status=answer.status, answer=str(answer.body)[:500])
        return answer, asked

    def submit(self):
        kind, body = job_to_submit(self.rng)
        self.count += 1
        if self.rng.random() < 0.2:
            self.keyed = self.keyed[-KEEP:] + [(f"{self.name}-{self.count}", kind, body)]
            self.submit_with_key(*self.keyed[-1])
        else:
            self.accept(kind, None, self.ask("submit", body, None, door=self.door(body)))

    def door(self, body):
        return self.rest if "run_at" in body else self.rng.choice(self.doors)

    def submit_with_key(self, key, kind, body):
        """Until it is answered, by whichever server."""
        while True:
            try:
                self.accept(kind, key, self.ask("submit", body, key, door=self.door(body)))
                return
            except NoAnswer:
                time.sleep(self.rng.uniform(0.05, 0.5))

    def repeat_key(self):
        """The same again, long after it was answered."""
        if self.keyed:
            self.submit_with_key(*self.rng.choice(self.keyed))

    def accept(self, kind, key, told):
        answer, asked = told
        if answer.status not in (200, 201):
            return
        job = answer.body["job_id"]
        self.log.write(
            "submit", asked=asked, job=job, kind=kind, key=key, replayed=answer.replayed, status=answer.status,
            state=answer.body["status"])
        self.recent = self.recent[-KEEP:] + [job]
        if kind in ENDLESS and not answer.replayed:
            self.endless.append(job)

    def act_on(self, what, job):
        asked = time.monotonic_ns()
        try:
            answer, asked = self.ask(what, job, door=self.rng.choice(self.doors))
        except NoAnswer:
            self.log.write(what, asked=asked, job=job, status=0, state=None)
            raise
        self.log.write(what, asked=asked, job=job, status=answer.status, state=answer.body.get("status"))
        return answer.status

    def cancel(self):
        if self.endless and self.rng.random() < 0.5:
            self.cancel_endless(self.rng.choice(self.endless))
        elif self.recent:
            self.act_on("cancel", self.rng.choice(self.recent[-20:]))

    def cancel_endless(self, job):
        if self.act_on("cancel", job) in (202, 409):
            self.endless.remove(job)

    def cancel_the_endless(self):
        def are_cancelled():
            try:
                while self.endless:
                    before = len(self.endless)
                    self.cancel_endless(self.endless[-1])
                    if len(self.endless) == before:
                        return False
            except NoAnswer:
                return False
            return True

        until(are_cancelled, CANCEL_SECONDS)

    def cancel_the_scheduled(self):
        """A server whose clock was ahead has made a delay of seconds one of hours."""
        def are_cancelled():
            try:
                answer, _ = self.ask("list", "scheduled", 500)
                for job in answer.body["jobs"]:
                    self.act_on("cancel", job["job_id"])
                return not answer.body["jobs"]
            except NoAnswer:
                return False

        until(are_cancelled, CANCEL_SECONDS)

    def watch(self):
        if self.recent:
            self.see(self.rng.choice(self.recent))

    def see(self, job):
        answer, asked = self.ask("get", job, door=self.rng.choice(self.doors))
        self.log.write("seen", asked=asked, job=job, status=answer.status, state=answer.body.get("status"))
        return answer.body.get("status")

    def look_at_list(self):
        answer, asked = self.ask("list", self.rng.choice(FINAL), 20)
        for job in answer.body["jobs"] if answer.status == 200 else []:
            self.log.write("seen", asked=asked, job=job["job_id"], status=200, state=job["status"])

    def retry(self):
        """One that it sees over; it may be one that hangs again."""
        job = self.rng.choice(self.recent) if self.recent else None
        if job and self.see(job) in ("failed", "dead_letter", "cancelled"):
            self.endless.append(job)
            self.act_on("retry", job)

    def retry_many(self):
        asked = time.monotonic_ns()
        try:
            answer, asked = self.ask("retry_many", self.rng.randrange(1, 20))
        except NoAnswer:
            self.log.write("retry_many", asked=asked, status=0, jobs=[])
            raise
        self.log.write("retry_many", asked=asked, status=answer.status, jobs=answer.body.get("job_ids", []))


def main():
    with open(sys.argv[1]) as file:
        configuration = json.load(file)
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    threads = [
        threading.Thread(target=Client(configuration, number).run) for number in range(configuration["threads"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    Client(configuration, configuration["threads"]).cancel_the_scheduled()


if __name__ == "__main__":
    main()
