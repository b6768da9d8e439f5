"""Jobyard's protocol (docs/design.md, sections 2, 4 and 5) as a program: small, seeded, and hunted by faults.

Read it from the top: scripts of Redis, transactions of the database, actors, faults, invariants, explorers.
A script or a transaction is one function and atomic. An actor is a generator; at every `yield` anything may happen.
`rule("...")` names a rule on which the protocol rests: README.md says how to break one and watch what follows.
"""
from __future__ import annotations
import argparse, random, sys, time
from collections import Counter, deque
from dataclasses import dataclass, replace

HEARTBEAT, TTL, CUT_OFF, STILL, REMEMBER = 5, 15, 60, 10, 60        # workers, seconds
GIVE_UP, LOOK, BURIED, NEAR, ROW_TTL = 10, 30, 15, 60, 150          # pushes, looks, cancelled ids, scheduled rows, Reaper
GAP = 5                                                             # between two looks of the Recoverer, at the most
GRACE, MAX_RETRIES, CRASHES, LOSSES, LEAP = 5, 1, 2, 3, 1 << 20     # limits, smaller than the real ones
AGING = 10                                                          # a step of priority is worth so many seconds of waiting
FINAL = {"completed", "failed", "dead_letter", "cancelled"}
WAITING = {"queued", "scheduled", "retrying"}
BROKEN: set[str] = set()                                            # the rules now broken
RULES: dict[str, str] = {                                           # in the design from the start / found by this model
    "forget compares pairs": "design", "the Recorder compares seq": "design", "the Recorder compares epochs": "design",
    "the Recorder keeps final rows": "design", "lease needs a listed worker": "design", "adoption raises the epoch": "design",
    "the heartbeat heals": "design", "finish compares tokens": "design", "Redis is read before the row": "design",
    "gone kills the handlers": "design", "scripts compare epochs": "design", 
    "forget comes before trim": "design", "the Reconciler repairs": "design",
    "an older life in Redis does not count": "found",
    "passed-over entries are forgotten too": "found", "raising the epoch owes the looks": "found",
    "a look is struck off in the stored epoch only": "found", "a look is struck off only as it was read": "found",
    "a server compares the epoch with the record's": "found", "seq is compared after the epoch was raised": "found",
    "emptying compares epochs": "found", "healing goes by token": "found", "a cancelled id is buried": "found",
    "a push has a last moment": "found", "a flagged row is cancelled, not pushed": "found", "a row's change leaps": "found",
    "a cancel is owed by its row": "found", "the record keeps the flag": "found",
    "an older epoch in the record is no reason to empty": "found", "what was trimmed must be recorded": "found",
    "a look compares the record": "found", "emptying compares what was trimmed": "found", "nothing is asked of an older record": "found",
}

def rule(name): assert name in RULES, name; return name not in BROKEN
class Lost(Exception): "No answer: it may have happened, may happen later, or never."
class Refused(Exception): "Another epoch."
class Violation(Exception): "An invariant does not hold."

def life(pair): return pair[1] // LEAP       # which life of the job: a cancel or replay of the row begins the next
def newness(pair): return (life(pair), *pair)  # the database alone begins a life, so that counts before the epoch

@dataclass(frozen=True, slots=True)
class Job:                                   # what `live` holds of a job, and a row too
    state: str; pair: tuple; due: float = 0; attempt: int = 0; burned: int = 0; crashes: int = 0; losses: int = 0
    cancel: bool = False; token: str | None = None; worker: str | None = None; priority: int = 0

@dataclass(frozen=True, slots=True)
class Row:
    job: Job; key: str; limit: float; since: float; look_at: float | None; final_at: float | None = None; replays: int = 0
    def far(self, now): return self.job.state == "scheduled" and self.job.due - now > NEAR

# ------------------------------------------------------------------------------------------------ Redis: keys and scripts

class Keys:
    NAMES = ("meta", "jobs", "live", "ready", "later", "workers", "leased", "cancel", "buried")
    def __init__(k): k.events = []; [setattr(k, n, {}) for n in Keys.NAMES]
    def copy(k):
        c = Keys.__new__(Keys); c.events = k.events[:]
        for n in Keys.NAMES: setattr(c, n, dict(getattr(k, n)))
        c.leased = {w: dict(s) for w, s in k.leased.items()}; c.cancel = {w: set(s) for w, s in k.cancel.items()}
        return c

def move(k, log, id, **changes):             # one transition: the version rises, the record will hear of it
    old = k.live[id]
    k.live[id] = replace(old, pair=(k.meta["epoch"], old.pair[1] + 1), **changes); log.append((id, k.live[id]))

def publish(k, log):
    if log: k.meta["seq"] += 1; k.events.append((k.meta["seq"], tuple(log)))

def places(k, id): return [s for s in (k.ready, k.later, *(k.leased.get(w, {}) for w in k.workers)) if id in s]
def lift(k, id):
    k.ready.pop(id, None); k.later.pop(id, None); [s.pop(id, None) for s in k.leased.values()]
    [s.discard(id) for s in k.cancel.values()]

def ready_score(job, since): return since - job.priority * AGING
def place(k, now, id):
    job = k.live[id]
    if job.state == "queued": k.ready[id] = ready_score(job, now)
    elif job.state in WAITING: k.later[id] = job.due

def lose(k, now, log, id):                   # the worker is lost: no retry burned; a flagged job ends cancelled
    job = k.live[id]; lift(k, id); losses = job.losses + 1
    state = "cancelled" if job.cancel else "dead_letter" if losses >= LOSSES else "queued"
    move(k, log, id, state=state, losses=losses); place(k, now, id)

def this_life(live, job):                    # not one from before the row's last replay or cancel: those leap
    return newness(live.pair) >= newness(job.pair) or not rule("an older life in Redis does not count")

def enqueue(k, now, id, job, limit, last_moment):
    if now > last_moment and rule("a push has a last moment"): return "late"
    buried = k.buried.get(id)
    if buried and newness(buried[0]) >= newness(job.pair) and now - buried[1] <= BURIED: return "buried"
    old = k.live.get(id)
    if old: return "there" if this_life(old, job) else "not yet"
    state = job.state if job.state in WAITING and job.due > now else "queued"
    k.jobs[id] = limit; k.live[id] = replace(job, state=state, token=None, worker=None); place(k, now, id)
    return "taken"

def cancel_live(k, now, id, row):
    job, log = k.live.get(id), []
    if not job or not this_life(job, row) or life(job.pair) > life(row.pair): return "absent"
    if job.state in FINAL: return "final"
    if job.state == "running":
        if not job.cancel: move(k, log, id, cancel=True); k.cancel[job.worker].add(id)
    else:
        lift(k, id); move(k, log, id, state="cancelled", cancel=True)
        if rule("a cancelled id is buried"): k.buried[id] = (k.live[id].pair, now)
    publish(k, log)
    return "flagged" if job.state == "running" else "cancelled"

def bury(k, now, id, pair):                  # the row was cancelled, for the job was not here; a push may be under way
    job, log = k.live.get(id), []
    if job and newness(job.pair) < newness(pair) and job.state in WAITING: lift(k, id); del k.live[id], k.jobs[id]
    running = bool(job) and newness(job.pair) < newness(pair) and job.state == "running"
    if running and not job.cancel: move(k, log, id, cancel=True); k.cancel[job.worker].add(id)
    if rule("a cancelled id is buried"): k.buried[id] = (pair, now)
    publish(k, log)
    return "flagged" if running else "cancelled"

def register(k, now, w): k.workers[w] = now; k.leased.setdefault(w, {}); k.cancel.setdefault(w, set())
def deregister(k, now, w):                   # a drained worker; one that still holds a lease stays listed
    held = len(k.leased.get(w, {}))
    if not held: [s.pop(w, None) for s in (k.workers, k.leased, k.cancel)]
    return held

def heartbeat(k, now, w, held, listed=False):
    if w not in k.workers: return "gone"
    k.workers[w] = now; mine = k.leased[w]
    return set(k.cancel[w]), ([(id, k.live[id].token) for id in mine] if listed or len(mine) != held else None)

def lease(k, now, w, token):
    if rule("lease needs a listed worker") and now - k.workers.get(w, -1e9) > TTL: return "gone"
    promote(k, now)
    if not k.ready: return None
    id, log = min(k.ready, key=lambda i: (k.ready[i], i)), []
    limit = now + k.jobs[id]
    lift(k, id); move(k, log, id, state="running", attempt=k.live[id].attempt + 1, due=0, token=token, worker=w)
    k.leased.setdefault(w, {})[id] = limit + GRACE; k.cancel.setdefault(w, set()); publish(k, log)
    return id, token, limit

def promote(k, now):                         # a job waits from its due time on, not from when somebody looked
    due = [i for i, at in k.later.items() if at <= now]
    for id in due: k.ready[id] = ready_score(k.live[id], k.later.pop(id)); k.live[id] = replace(k.live[id], state="queued")
    return len(due), min(k.later.values(), default=None)

def finish(k, now, id, token, outcome, delay=2):                     # ok, failed, transient, timed out, crash, cancelled, handed back
    job, log = k.live.get(id), []
    if not job: return "gone"
    if job.token != token and rule("finish compares tokens"): return "stale"
    if job.state != "running": return "done"
    crash = outcome == "crash"; burned = job.burned + (crash or outcome in ("transient", "timed out")); crashes = job.crashes + crash
    if outcome in ("ok", "failed", "cancelled"): state = {"ok": "completed"}.get(outcome, outcome)
    elif job.cancel: state = "cancelled"
    elif outcome == "handed back": state = "queued"
    else: state = "dead_letter" if burned > MAX_RETRIES or crashes >= CRASHES else "retrying"
    due = now + delay if state == "retrying" else job.due
    lift(k, id); move(k, log, id, state=state, burned=burned, crashes=crashes, due=due); place(k, now, id); publish(k, log)
    return "ok"

def recover(k, now):                         # a script for each listed worker; an entry for each
    if abs(now - k.meta.get("recovered", -1e15)) > GAP: k.meta["opened"] = now   # Redis TIME jumped, or nobody looked
    k.meta["recovered"], taken = now, []
    if now - k.meta["opened"] <= TTL: return []  # one outage is not a mass death
    for w in sorted(k.workers, key=lambda w: (k.workers[w], w)):
        log, dead = [], abs(now - k.workers[w]) > TTL
        for id in [i for i, limit in k.leased[w].items() if dead or now > limit + TTL]: lose(k, now, log, id)
        if dead: del k.workers[w], k.leased[w], k.cancel[w]
        publish(k, log); taken += [id for id, _ in log]
    return taken

def repair(k, now):                          # what no script leaves behind, put right all the same
    log, repaired = [], []
    for id, job in list(k.live.items()):
        at = places(k, id)
        wrong = len(at) != 1 or (job.state == "running") == (at[0] is k.ready or at[0] is k.later)
        if job.state not in FINAL and wrong and rule("the Reconciler repairs"):
            repaired.append(id)
            if job.state == "running": lose(k, now, log, id)
            else: lift(k, id); place(k, now, id)
    for id in [i for i, (_, at) in k.buried.items() if now - at > BURIED]: del k.buried[id]
    publish(k, log)
    return repaired

def look_up(k, now, ids): return {id: k.live.get(id) for id in ids}
def read_events(k, now): return k.events[:3]
def read_meta(k, now): return {"epoch": 0, "seq": 0, **k.meta, "trimmed": k.meta.get("seq", 0) - len(k.events)}
def trim(k, now, seq): k.events = [e for e in k.events if e[0] > seq]
def forget(k, now, pairs):
    for id, pair in pairs.items():
        job = k.live.get(id)
        if job and ((job.pair == pair and job.state in FINAL) or not rule("forget compares pairs")):
            lift(k, id); del k.live[id], k.jobs[id]

def adopt(k, now, old, new, run_id):
    if k.meta.get("epoch") == old: k.meta = {**k.meta, "epoch": new, "run_id": run_id, "opened": now}

def empty(k, now, new, seq):
    if k.meta.get("epoch", 0) >= new and rule("emptying compares epochs"): return "behind"
    if k.meta.get("seq", 0) - len(k.events) > seq and rule("emptying compares what was trimmed"): return "behind"
    fresh = Keys(); [setattr(k, n, getattr(fresh, n)) for n in (*Keys.NAMES, "events")]
    k.meta = {"epoch": new, "run_id": None, "seq": seq, "opened": now}

def seal(k, now, run_id): k.meta = {**k.meta, "run_id": run_id, "opened": now}

FREE = {read_meta, adopt, empty}             # for opening: these compare epochs themselves
READS = {look_up, read_events, read_meta}

class Redis:                                 # one process of Redis; `history` is what a restart or a replica may bring back
    def __init__(r, world, keys):
        r.world, r.keys, r.up, r.history = world, keys, True, deque(maxlen=8); r.run_id = f"run{world.number()}"
    def run(r, epoch, script, *args):
        if script not in FREE and r.keys.meta.get("epoch") != epoch and (rule("scripts compare epochs") or not r.keys.meta):
            return Refused
        if script not in READS: r.history.append(r.keys.copy())
        before = r.keys.live.get(args[0]) if script is finish else read_meta(r.keys, 0) if script is empty else None
        answer = script(r.keys, r.world.now, *args)
        r.world.after_script(r, epoch, script, args, answer, before)
        return answer

# ------------------------------------------------------------------------------------------- the database: transactions

def older(epoch, seq, meta):                 # the record than Redis: an epoch and an entry are in the record first
    return (meta["epoch"] > epoch and rule("an older epoch in the record is no reason to empty")
            or meta["trimmed"] > seq and rule("what was trimmed must be recorded"))

class Database:
    def __init__(d, world):
        d.world, d.rows, d.by_key, d.epoch, d.seq, d.lock, d.up, d.last = world, {}, {}, 0, 0, None, True, 0
    def copy(d): return dict(d.rows), dict(d.by_key), d.epoch, d.seq
    def restore(d, copy): d.rows, d.by_key, d.epoch, d.seq = dict(copy[0]), dict(copy[1]), *copy[2:]
    def put(d, id, row, replay=False):       # every write of a row comes through here, so invariants stand here
        old, now = d.rows.get(id), d.world.now
        if row.job.state in FINAL: row = replace(row, final_at=now, look_at=None)
        if old: d.world.check(newness(row.job.pair) > newness(old.job.pair), f"versions of {id} only rise: {old.job.pair} {row.job.pair}")
        if old and not replay:
            d.world.check(old.job.state not in FINAL, f"{id} was final")
            d.world.check(row.job.attempt >= old.job.attempt, f"attempts of {id} only rise")
        d.rows[id] = row
        return id, row
    def next(d, row): return (d.epoch, row.job.pair[1] // LEAP * LEAP + LEAP if rule("a row's change leaps") else row.job.pair[1] + 1)
    def insert(d, key, due, limit):          # one job a key, as long as its row lives
        if key in d.by_key: return d.by_key[key], None
        now = d.world.now; d.last += 1; id = d.by_key[key] = f"job{d.last}"
        job = Job("scheduled" if due > now else "queued", (d.epoch, 1), due)
        row = Row(job, key, limit, now, max(now + LOOK, due - NEAR if due > now else 0))
        return d.put(id, row)
    def read(d, ids): return {id: d.rows.get(id) for id in ids}
    def flag_row(d, id):                     # the row owes the cancel from here on, whoever dies
        row = d.rows.get(id)
        if row and row.job.state not in FINAL:
            d.world.flagged[id] = d.world.now
            look_at = d.world.now + LOOK if rule("a cancel is owed by its row") else row.look_at
            row = d.rows[id] = replace(row, job=replace(row.job, cancel=True), look_at=look_at)
        return row
    def cancel_row(d, id, pair):
        row = d.rows.get(id)
        if not row or row.job.pair != pair or row.job.state in FINAL: return None
        return d.put(id, replace(row, job=replace(row.job, state="cancelled", cancel=True, pair=d.next(row))))[1].job.pair
    def replay_row(d, id, pair):
        row = d.rows.get(id)
        if not row or row.job.pair != pair or row.job.state not in FINAL - {"completed"}: return None
        job = Job("queued", d.next(row), attempt=row.job.attempt); now = d.world.now
        return d.put(id, replace(row, job=job, since=now, look_at=now + LOOK, final_at=None, replays=row.replays + 1), True)[1]
    def record(d, epoch, entries):           # rows and seq in one transaction; answers what may be forgotten
        if epoch != d.epoch and rule("the Recorder compares epochs"): return None
        fresh = [e for e in entries if e[0] > d.seq] if rule("the Recorder compares seq") else entries
        if fresh and fresh[0][0] != d.seq + 1 and rule("the Recorder compares seq"): return None
        for seq, log in fresh:
            for id, job in log:
                row = d.rows.get(id)
                if row and newness(job.pair) > newness(row.job.pair) and not (row.job.state in FINAL and rule("the Recorder keeps final rows")):
                    d.put(id, replace(row, job=replace(job, cancel=job.cancel or row.job.cancel and rule("the record keeps the flag"))))
        if fresh: d.world.check(fresh[-1][0] >= d.seq, "the record's seq only rises"); d.seq = fresh[-1][0]
        last = {id: job for _, log in entries for id, job in log}
        return {id: job.pair for id, job in last.items() if job.state in FINAL and (rule("passed-over entries are forgotten too")
                or (id in d.rows and d.rows[id].job.pair == job.pair))}
    def owed(d):                             # looks that are due
        return {id: r.look_at for id, r in d.rows.items() if r.look_at is not None and r.look_at <= d.world.now}
    def looked(d, epoch, looks):
        if epoch != d.epoch and rule("a look is struck off in the stored epoch only"): return
        for id, at in looks.items():
            row = d.rows.get(id)
            if row and (row.look_at == at or not rule("a look is struck off only as it was read")):
                d.rows[id] = replace(row, look_at=None)
    def unfinished(d): return {id: r for id, r in d.rows.items() if r.job.state not in FINAL}
    def read_epoch(d): return d.epoch, d.seq
    def raise_epoch(d, old, new):            # from here on no Recorder of an older epoch commits
        if d.epoch != old: return None
        d.epoch = new; d.world.raised[new] = old
        for id, r in d.unfinished().items() if rule("raising the epoch owes the looks") else ():
            if r.look_at is None: d.rows[id] = replace(r, look_at=r.job.due - NEAR if r.far(d.world.now) else d.world.now)
        return d.seq
    def take_lock(d, owner):
        if d.lock is None: d.lock = owner
        return d.lock is owner
    def reap(d):
        for id in [i for i, r in d.rows.items() if r.final_at is not None and d.world.now - r.final_at > ROW_TTL]:
            del d.by_key[d.rows.pop(id).key]

# --------------------------------------------------------------------------------------- processes, connections, messages

@dataclass
class Connection: redis: Redis; epoch: int | None

class Process:
    def __init__(p, world, name): p.world, p.name, p.conn, p.stopped, p.alive, p.actors = world, name, None, False, True, []
    def spawn(p, gen): p.actors.append([p.world.now, gen, p.world.steps])

def call(p, script, *args, conn=None):       # one message to Redis and its answer
    world, conn = p.world, conn or p.conn
    if conn is None: raise Lost
    yield
    fate = world.fate()
    if conn.redis.up and fate == "late": world.late.append((conn, script, args, p)); world.unclean(script, args)
    if not conn.redis.up or fate in ("lost", "late"): p.conn = None; world.unclean(script, args); raise Lost
    answer = conn.redis.run(conn.epoch, script, *args)
    world.note(p.name, script.__name__, args, "->", answer if answer is not Refused else "another epoch", fate or "")
    if fate: p.conn = None; world.unclean(script, args); raise Lost
    yield
    if answer is Refused: p.conn = None; raise Refused
    return answer

def db(p, transaction, *args):
    yield
    if not p.world.db.up: raise Lost
    answer = getattr(p.world.db, transaction)(*args)
    p.world.note(p.name, "db", transaction, args, "->", answer)
    yield
    if p.world.fate(): raise Lost
    return answer

def connect(p):                              # sends nothing before INFO's run_id was compared with meta's
    redis = p.world.master; yield
    if not redis.up: raise Lost
    meta = read_meta(redis.keys, 0); good = meta.get("run_id") == redis.run_id
    if p.is_server:                          # Redis first, then the record: both only go forward
        epoch, seq = yield from db(p, "read_epoch")
        p.refuse(epoch, seq, meta)
        good = good and (meta["epoch"] == epoch or not rule("a server compares the epoch with the record's"))
        if not good: return (yield from open_redis(p, redis))
    if good: p.conn = Connection(redis, meta["epoch"])

def service(step, pause):                    # a loop that outlives every fault but its process's death
    def run(p):
        while True:
            try:
                if p.conn or step in (connector, reaper): yield from step(p)
            except (Lost, Refused): pass
            yield pause
    return run

# ------------------------------------------------------------------------------------------------------ servers: services

def connector(s):
    if s.conn is None or not s.conn.redis.up: s.conn = None; yield from connect(s)

def open_redis(s, redis):
    owner = object()                         # a session of the database: its lock may be lost and its holder not know
    if not (yield from db(s, "take_lock", owner)): return
    try:
        conn = Connection(redis, None)
        meta = yield from call(s, read_meta, conn=conn)
        old, stale_seq = yield from db(s, "read_epoch")
        s.refuse(old, stale_seq, meta)
        if meta.get("run_id") == redis.run_id and meta["epoch"] == old: return
        if not rule("adoption raises the epoch") and meta["epoch"] == old and meta["seq"] >= stale_seq:
            return (yield from call(s, adopt, old, old, redis.run_id, conn=conn))
        new = max(old, meta["epoch"]) + 1        # the record's is never the lower one, unless a rule is broken
        seq = yield from db(s, "raise_epoch", old, new)
        if seq is None: return
        s.refuse(new, seq, meta)                 # the database may have been exchanged meanwhile
        if not rule("seq is compared after the epoch was raised"): seq = stale_seq
        conn.epoch = new
        if meta["epoch"] == old and meta["seq"] >= seq:
            yield from call(s, adopt, old, new, redis.run_id, conn=conn)
            if not rule("raising the epoch owes the looks"):
                rows = yield from db(s, "unfinished")
                yield from look(s, conn, dict.fromkeys(rows))
        elif (yield from call(s, empty, new, seq, conn=conn)) != "behind":
            until = s.world.now + GIVE_UP
            for id, row in (yield from db(s, "unfinished")).items(): yield from push(s, conn, id, row, until)
            yield from call(s, seal, redis.run_id, conn=conn)
    finally:
        if s.world.db.lock is owner: s.world.db.lock = None

def push(s, conn, id, row, last_moment):     # counted from before the row was read
    if row.job.cancel and rule("a flagged row is cancelled, not pushed"): yield from db(s, "cancel_row", id, row.job.pair)
    elif not row.far(s.world.now):
        answer = yield from call(s, enqueue, id, row.job, row.limit, last_moment, conn=conn)
        return answer in ("taken", "there")
    return True

def cancel_owed(s, conn, id, row):           # Redis, then the row where it is not there; True: done
    answer = yield from call(s, cancel_live, id, row.job, conn=conn)
    if answer != "absent": return answer
    pair = yield from db(s, "cancel_row", id, row.job.pair)
    if pair is None: return None             # it moved meanwhile
    return (yield from call(s, bury, id, pair, conn=conn))

def look(s, conn, owed):                     # Redis first, then the row: what was finished and forgotten has a final row
    ids, until, exchanges = list(owed), s.world.now + GIVE_UP, s.world.exchanges
    if rule("Redis is read before the row"):
        live = yield from call(s, look_up, ids, conn=conn)
        rows = yield from db(s, "read", ids)
    else:
        rows = yield from db(s, "read", ids)
        live = yield from call(s, look_up, ids, conn=conn)
    behind = exchanges == s.world.exchanges and s.world.is_behind(conn.redis)
    if rule("a look compares the record"): yield from compare(s, conn)   # what waits in an older one may be done
    s.world.check(not behind or exchanges != s.world.exchanges, "rows of an older record were pushed")
    for id, row in rows.items():
        if not row or row.job.state in FINAL: continue
        if row.job.cancel and rule("a flagged row is cancelled, not pushed"):
            if not (yield from cancel_owed(s, conn, id, row)): owed.pop(id)
        elif not (this_life(live[id], row.job) if live[id] else (yield from push(s, conn, id, row, until))): owed.pop(id)
    yield from db(s, "looked", conn.epoch, owed)

def reconciler(s):
    conn = s.conn
    owed = yield from db(s, "owed")
    if owed: yield from look(s, conn, owed)
    yield from call(s, repair, conn=conn)

def compare(s, conn):                        # is this still the record of that Redis?
    meta = yield from call(s, read_meta, conn=conn)
    epoch, seq = yield from db(s, "read_epoch")
    s.refuse(epoch, seq, meta)
    if epoch != conn.epoch: s.conn = None; raise Lost
    s.alarm = False

def recorder(s):
    conn = s.conn
    entries = yield from call(s, read_events, conn=conn)
    if not entries: return (yield from compare(s, conn))
    pairs = yield from db(s, "record", conn.epoch, entries)
    if pairs is None: s.conn = None; return  # another epoch, or a gap: the opener compares
    s.alarm = False
    steps = [(forget, pairs), (trim, entries[-1][0])]
    for script, arg in steps if rule("forget comes before trim") else reversed(steps): yield from call(s, script, arg, conn=conn)

def recoverer(s): yield from call(s, recover)
def promoter(s): yield from call(s, promote)
def reaper(s): yield from db(s, "reap")
SERVICES = ((connector, 1), (reconciler, 5), (recorder, 1), (recoverer, 1), (promoter, 3), (reaper, 20))

class Server(Process):
    is_server, alarm = True, False
    def refuse(s, epoch, seq, meta):         # an older record: an operator decides, and until then nothing is done
        if older(epoch, seq, meta): s.alarm, s.conn = True, None; raise Lost
    def start(s): [s.spawn(service(step, pause)(s)) for step, pause in SERVICES]

# ----------------------------------------------------------------------------------------------------------- servers: API

def submit(s, key, due, limit):
    id, row = yield from db(s, "insert", key, due, limit)
    if row and not row.far(s.world.now): s.spawn(pusher(s, id, row))
    return id                                # at once or later: the push goes its own way

def pusher(s, id, row):
    first, until = True, row.since + GIVE_UP
    while s.world.now <= until:
        try:
            conn = s.conn
            answer = yield from call(s, enqueue, id, row.job, row.limit, until)
            if first and answer == "taken": s.world.clean.setdefault(id, []).append((conn.redis, conn.epoch))
            if answer != "not yet": return
        except (Lost, Refused): first = False
        yield 1

def cancel(s, id):
    conn, life = s.conn, s.world.life(id)
    if conn is None: raise Lost
    row = yield from db(s, "flag_row", id)
    if not row or row.job.state in FINAL - {"cancelled"}: return "no"
    if row.job.state == "cancelled":         # asked again: a push may be under way, or an older life of it in Redis
        answer = yield from call(s, cancel_live, id, row.job, conn=conn)
        if answer == "absent": answer = yield from call(s, bury, id, row.job.pair, conn=conn)
    else: answer = yield from cancel_owed(s, conn, id, row)
    if answer is None: raise Lost            # the client asks again
    if answer == "cancelled": s.world.acknowledge_cancel(id, conn, life)
    return answer

def replay(s, id):
    row = (yield from db(s, "read", [id]))[id]
    if row and row.job.state in FINAL - {"completed"}:
        row = yield from db(s, "replay_row", id, row.job.pair)
        if row: s.spawn(pusher(s, id, row))
    return "replayed" if row else "no"

def client(world, n):
    me, pick = world.outside, world.pick
    def ask(request, *args):                 # any server; the question, the answer or the server may be lost
        s, box, until = pick(world.servers), [], world.now + pick([3, 20])
        def served():
            if s.alarm and rule("nothing is asked of an older record"): box.append(Lost); return
            try: box.append((yield from request(s, *args)))
            except (Lost, Refused): box.append(Lost)
        s.spawn(served()); yield
        while not box and s.alive and world.now < until: yield 1
        if not box or box[0] is Lost or world.fate(): raise Lost
        return box[0]
    def insist(*question):
        while True:
            try: return (yield from ask(*question))
            except Lost: yield 2
    job = (f"key{n}", world.now + pick([0, 0, 5, 90]), pick([3600, 20]))
    id = yield from insist(submit, *job)
    for _ in range(pick([0, 1, 2, 4])):
        yield pick([0, 1, 10, 40])
        match pick(["cancel", "replay", "again", "cancel", "replay", "cancel once"]):
            case "cancel": yield from insist(cancel, id)
            case "cancel once":              # whether it was answered or not, its row owes it
                try: yield from ask(cancel, id)
                except Lost: pass
            case "replay": yield from insist(replay, id)
            case "again" if id in world.db.rows:
                before = world.exchanges; again = yield from insist(submit, *job)
                world.check(again == id or id not in world.db.rows or world.exchanges != before, "one key, one job")
    world.clients -= 1

# ---------------------------------------------------------------------------------------------------------------- workers

class Run:                                   # one attempt in a plugin host
    def __init__(r, w, id, token, limit, conn):
        r.worker, r.id, r.token, r.limit, r.conn, r.over, r.outcome, r.cancel = w, id, token, limit, conn, False, None, False
        r.since = w.world.now

def host(w, run):                            # the plugin host is a process of its own: it may outlive its worker's stop
    world = w.world
    if run.over or not w.alive or world.now - w.counter > STILL:     # it looks before it starts, too
        run.over, run.outcome = True, run.outcome or "handed back"; return
    world.started(run)
    end = world.now + world.pick([0, 0, 1, 8]) if not world.faults else world.now + world.pick([0, 1, 8, 30])
    while not run.over:
        yield min(1, max(0, end - world.now))
        if not w.alive or world.now - w.counter > STILL: run.outcome = "handed back"   # EOF, or its worker stands still
        elif world.now > run.limit + GRACE: run.outcome = "crash"
        elif run.cancel: run.outcome = world.pick(["cancelled", "ok"])
        elif world.now >= end: run.outcome = world.pick(["ok", "transient", "failed", "crash"])
        run.over = run.over or run.outcome is not None
    world.running.discard(run)

class Worker(Process):
    is_server = False
    def start(w): w.id, w.runs, w.done, w.counter, w.acked, w.beat = None, {}, {}, w.world.now, w.world.now, -99; w.spawn(w.main())
    def kill_handlers(w):
        for run in w.runs.values():
            if not run.over: run.over = True; run.outcome = "handed back"; w.world.running.discard(run)
    def main(w):
        world = w.world
        while True:
            try: yield from w.turn()
            except (Lost, Refused): pass
            yield world.pick([1, 0])
    def turn(w):
        world = w.world
        stopped, w.counter = world.now - w.counter > STILL, world.now
        if stopped or world.now - w.acked > CUT_OFF: w.kill_handlers()
        if w.conn is None: yield from connect(w)
        if w.conn is None: return
        if w.id is None:
            name, sent = f"{w.name}.{world.number()}", world.now
            yield from call(w, register, name)
            w.id, w.acked, w.beat = name, sent, sent
        for token, run in list(w.runs.items()):                      # report what is over, until it is answered
            if run.over:
                yield from call(w, finish, run.id, token, run.outcome, world.pick([2, 2, 120]))
                w.runs.pop(token, None); w.done[token] = (run.id, run.outcome, world.now)
        if world.now - w.beat >= HEARTBEAT or world.now - w.acked > TTL: yield from w.heartbeat()
        elif not w.runs:
            sent, conn = world.now, w.conn
            got = yield from call(w, lease, w.id, f"{w.id}/{world.number()}")
            if got == "gone": w.gone()
            elif got:
                run = w.runs[got[1]] = Run(w, *got, conn)
                if world.now - w.acked > TTL or world.now - sent > STILL: run.over, run.outcome = True, "handed back"   # late
                else: world.outside.spawn(host(w, run))
    def gone(w):
        if rule("gone kills the handlers"): w.kill_handlers()
        w.id, w.runs = None, {}
    def heartbeat(w):
        world = w.world; sent = w.beat = world.now
        answer = yield from call(w, heartbeat, w.id, len(w.runs))
        if answer == "gone": return w.gone()
        w.acked = sent; cancels, leased = answer
        for run in w.runs.values(): run.cancel = run.cancel or run.id in cancels
        if leased is None or not rule("the heartbeat heals"): return
        for token in [t for t, r in w.runs.items() if (r.id, t) not in leased and not r.over]:
            w.runs[token].over, w.runs[token].outcome = True, "handed back"; world.running.discard(w.runs[token])
        for id, token in leased:                                     # what it does not know: finish again, or hand back
            if token in w.runs: continue
            if not rule("healing goes by token"): token = next((t for t, d in w.done.items() if d[0] == id), "unknown")
            known = w.done.get(token, (None, None, -1e9))
            yield from call(w, finish, id, token, known[1] if world.now - known[2] <= REMEMBER else "handed back")

# ---------------------------------------------------------------------------------------------- the world and its faults

FAULTS = ["kill", "stop", "resume", "restart", "fail over", "fail back", "old dies", "flush", "db", "lock", "misplace", "host",
          "backup", "older copy"]

class World:
    def __init__(world, choose, clients=3, rates=None, faults=True, verbose=False):
        world.now, world.faults, world.verbose, world.steps, world.numbers = 0.0, faults, verbose, 0, 0
        world.rate, world.loss, world.drift, world.kinds = rates or (0.02, 0.02, 0.01, FAULTS)
        world.choose, world.trace, world.late, world.running, world.clean, world.acks = choose, [], [], set(), {}, {}
        world.struck, world.misplaced, world.ever, world.across = Counter(), set(), set(), Counter()
        world.flagged, world.calm_since, world.raised = {}, 0.0, {}
        world.copies, world.right, world.exchanges, world.gave_up = deque(maxlen=3), None, 0, -1.0
        world.db, world.master, world.old = Database(world), None, []
        world.master = Redis(world, Keys()); world.outside = Process(world, "outside")
        world.servers = [Server(world, f"S{i}") for i in (1, 2)]; world.workers = [Worker(world, f"W{i}") for i in (1, 2)]
        [p.start() for p in world.processes()]
        world.clients = clients; [world.outside.spawn(client(world, n)) for n in range(clients)]
    def processes(world): return world.servers + world.workers
    def number(world): world.numbers += 1; return world.numbers
    def pick(world, options): return options[world.choose(len(options), None)]
    def chance(world, p): return bool(world.choose(2, p))
    def note(world, *what):
        if world.verbose: world.trace.append(f"{world.now:7.1f}  " + " ".join(str(w) for w in what))
    def fate(world):                         # of a message: nothing, or lost, or late, or done with its answer lost
        if not world.faults or not world.chance(world.loss): return None
        fate = world.pick(["no answer", "lost", "late", "late"]); world.struck[fate] += 1; return fate
    def check(world, true, what):
        if not true: raise Violation(what)
    def strike(world):
        kind = world.pick(world.kinds) if world.db.up else "db"
        p, r = world.pick(world.processes()), world.master; what = p.name
        if kind == "kill": world.revive(p)
        elif kind == "stop": p.stopped = True
        elif kind == "resume": p.stopped = False
        elif kind in ("restart", "fail over"):
            back = min(world.pick([0, 0, 1, 2, 3, 5, 8]), len(r.history)); what = f"{back} operations back"
            new = Redis(world, (r.history[-back] if back else r.keys).copy())
            if kind == "restart": r.up = False
            else: world.old.append(r)
            world.master = new
        elif kind == "fail back" and world.old:
            r, world.master = world.master, world.old.pop(); r.up = False
            if not world.master.up: world.master = Redis(world, world.master.keys.copy())
        elif kind == "old dies" and world.old: world.old.pop(0).up = False
        elif kind == "flush": r.keys = Keys()
        elif kind == "db": world.db.up = not world.db.up; what = world.db.up
        elif kind == "lock": world.db.lock = None
        elif kind == "backup" and not world.right: world.copies.append(world.db.copy())
        elif kind == "older copy" and world.right: what = world.operate(world.pick(["the right copy", "give up"]))
        elif kind == "older copy" and world.copies:
            world.right = world.db.copy(); world.exchange(world.pick(list(world.copies)))
        elif kind == "misplace" and r.keys.ready: what = min(r.keys.ready); del r.keys.ready[what]; world.misplaced.add(what)
        elif kind == "host" and world.running:
            run = min(world.running, key=lambda x: x.token); run.over, run.outcome = True, "crash"; world.running.discard(run)
        else: return
        world.struck[kind] += 1; world.note("*****", kind, what)
    def is_behind(world, redis):
        meta = read_meta(redis.keys, 0); return meta["epoch"] > world.db.epoch or meta["trimmed"] > world.db.seq
    def exchange(world, copy): world.db.restore(copy); world.exchanges += 1; world.clean = {}; world.db.lock = None
    def operate(world, way):                 # an operator puts right what nobody else can
        if way == "the right copy": world.exchange(world.right)
        else: world.master.keys.meta = {}; world.acks, world.gave_up = {}, world.now    # what happened since is given up
        world.right = None; world.note("*****", "the operator:", way); return way
    def revive(world, p):                    # SIGKILL, and a new start
        p.alive = False; new = type(p)(world, p.name); group = world.servers if p.is_server else world.workers
        for run in [r for r in world.running if r.worker is p]: run.over = True; world.running.discard(run)
        group[group.index(p)] = new; [a[1].close() for a in p.actors]; new.start()
    def deliver(world):                      # a message that was given up for lost arrives
        conn, script, args, p = world.late.pop(world.choose(len(world.late), None))
        if conn.redis.up:
            answer = conn.redis.run(conn.epoch, script, *args); world.note(p.name, "LATE", script.__name__, args, "->", answer)
    def step(world):
        world.steps += 1
        if world.faults and world.chance(world.rate if world.db.up else 0.05): world.strike()
        if world.late and world.chance(0.02 if world.faults else 0.2): return world.deliver()
        ready = [(p, a) for p in (*world.processes(), world.outside) if not p.stopped for a in p.actors if a[0] <= world.now]
        if not ready or world.chance(world.drift if world.faults else 0):
            wakes = [a[0] for p in (*world.processes(), world.outside) if not p.stopped for a in p.actors if a[0] > world.now]
            world.now = min(wakes) if not ready and wakes else world.now + world.pick([1, 0.1, 4, 12, 20])
            return
        ready.sort(key=lambda r: r[1][2])     # whoever has waited longest stands first
        p, actor = ready[world.choose(len(ready), None)]; actor[2] = world.steps
        try: actor[0] = world.now + (next(actor[1]) or 0)
        except StopIteration: p.actors.remove(actor)
    def calm(world, limit=700):              # faults stop, time runs on: everything must come to rest
        world.faults, world.db.up, world.db.lock, world.calm_since = False, True, None, world.now
        for p in world.processes(): p.stopped = False
        for r in world.old: r.up = False
        if world.right: world.operate(world.pick(["the right copy", "give up"]))
        end, alarmed = world.now + limit, world.now
        while (why := world.restless()) and world.now < end:
            for _ in range(40): world.step()
            if not all(s.alarm for s in world.servers): alarmed = world.now
            elif world.now - alarmed > 60: alarmed = world.now; world.operate("give up")   # the right copy came too late
        world.check(not why, f"nobody waits for ever: {why}")
    def restless(world):
        k, rows = world.master.keys, world.db.rows
        return ([f"{id} {r.job.state}" for id, r in rows.items() if r.job.state not in FINAL]
                or [f"left in Redis: {n}" for n in ("live", "jobs", "ready", "later", "events") if getattr(k, n)]
                or [f"leased {s}" for s in (*k.leased.values(), *k.cancel.values()) if s]
                or ([f"{world.clients} clients wait"] if world.clients else world.late)
                or (["the record is behind"] if (world.db.epoch, world.db.seq) != (k.meta.get("epoch"), k.meta.get("seq")) else [])
                or [f"{p.name} has no Redis" for p in world.processes() if not p.conn or p.conn.redis is not world.master])

    # ---- invariants of every step
    def after_script(world, redis, epoch, script, args, answer, before):
        k = redis.keys
        if script is empty and answer != "behind" and before["epoch"]:
            world.check(not (before["epoch"] > world.raised[args[0]] or before["trimmed"] > args[1]),
                        "Redis was emptied for a record that is older")
        if script is finish and before and before.token != args[1]:
            world.check(k.live.get(args[0]) == before, f"a stale token changed {args[0]}")
        for id, job in k.live.items():
            if id not in world.misplaced:
                world.check(not (job.cancel and job.state in WAITING), f"{id} is flagged and waits to run")
                n = len(places(k, id)); world.check(n == (job.state not in FINAL), f"{id} {job.state} is in {n} places")
        if script is enqueue and answer == "taken" and (row := world.db.rows.get(args[0])) and row.job.state in FINAL:
            clean = world.clean.get(args[0], [])             # pushed once, without a fault, and now taken again
            world.check(len(clean) != row.replays + 1 or set(clean) != {(redis, epoch)}, f"{args[0]} is done and was taken again")
    def unclean(world, script, args):
        if script is enqueue: world.clean[args[0]] = [None]
    def started(world, run):
        life = world.life(run.id); world.running.add(run); world.ever.add(life); row = world.db.rows.get(run.id)
        since = max(world.flagged.get(run.id, 0), world.calm_since)  # once all live, the next look carries a flag out
        world.check(world.faults or not row or not row.job.cancel or row.job.state in FINAL or world.now - since < 2 * LOOK,
                    f"{run.id} was started long after its row was flagged")
        if (ack := world.acks.get(life)) and not world.right:        # an older row tells of another life
            row = world.db.rows[run.id]; same = ack == (run.conn.redis, run.conn.epoch)
            world.check(not same, f"{run.id} was started after its cancel was acknowledged")
            world.across["started after a cancel, across an epoch, row " + ("final" if row.job.state in FINAL else "open")] += 1
        for other in world.running:
            if other is not run and other.id == run.id:
                w = other.worker
                world.check(w.stopped or world.now - w.acked > TTL or world.now - w.counter > STILL or world.now > other.limit
                            or (other.conn.redis, other.conn.epoch) != (run.conn.redis, run.conn.epoch)
                            or other.since <= world.gave_up,
                            f"two runs of {run.id} at once: {other.token} {run.token}")
    def life(world, id): return (id, world.db.rows[id].replays) if id in world.db.rows else None
    def acknowledge_cancel(world, id, conn, life):
        if life and life == world.life(id) and life not in world.ever and not world.right: world.acks[life] = (conn.redis, conn.epoch)

# ------------------------------------------------------------------------------------------------------------- explorers

def walk(seed, steps, verbose=False):        # a random walk; everything follows from the seed
    rng = random.Random(seed)                # each seed has its own kinds of fault and its own rates
    kinds = rng.sample(FAULTS, rng.randint(1, len(FAULTS))); kinds += ["resume"] * ("stop" in kinds)
    rates = rng.choice([0, 0.002, 0.006, 0.02]), rng.choice([0, 0.005, 0.02, 0.06]), rng.choice([0.002, 0.01, 0.04]), kinds
    world = World(lambda n, p: int(rng.random() * n) if p is None else rng.random() < p, rng.choice([1, 2, 4]), rates, verbose=verbose)
    try:
        for _ in range(steps): world.step()
        world.calm()
    except Violation as v: return world, str(v)
    return world, None

def bounded(steps, turns, seconds):          # exhaustive: the plain schedule, and every way to leave it `turns` times
    def attempt(leave):
        made, calls = [], [0]
        def choose(n, p):
            i = calls[0]; calls[0] += 1; made.append(n if world_ref and world_ref[0].faults else 1)
            return leave.get(i, 0)
        world_ref = []
        world = World(choose, clients=1); world_ref.append(world)
        try:
            for _ in range(steps): world.step()
            world.calm()
        except Violation as v: return made, world, str(v)
        return made, world, None
    begin, queue, runs, ended = time.process_time(), deque([{}]), 0, True
    while queue:
        if time.process_time() - begin > seconds: ended = False; break
        leave = queue.popleft(); made, world, failed = attempt(leave); runs += 1
        if failed: return runs, leave, failed
        if len(leave) < turns:
            queue.extend({**leave, i: v} for i in range(max(leave, default=-1) + 1, len(made)) for v in range(made[i]))
    return runs, None, "complete" if ended else f"cut short, {len(queue)} left"

def main():
    arg = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arg.add_argument("--seeds", type=int, default=1000); arg.add_argument("--first", type=int, default=0)
    arg.add_argument("--steps", type=int, default=1500); arg.add_argument("--seconds", type=float, default=1e9)
    arg.add_argument("--break", dest="broken", action="append", default=[], choices=list(RULES), metavar="RULE")
    arg.add_argument("--each", choices=["design", "found"], help="break each rule of this kind by itself")
    arg.add_argument("--faults", help="only these kinds of fault, with commas")
    arg.add_argument("--bounded", type=int, metavar="TURNS"); arg.add_argument("--trace", type=int, metavar="SEED")
    arg.add_argument("--go-on", action="store_true", help="count violations instead of stopping at the first")
    a = arg.parse_args(); BROKEN.update(a.broken)
    if a.faults: FAULTS[:] = a.faults.split(",")
    if a.trace is not None:
        world, failed = walk(a.trace, a.steps, verbose=True)
        print("\n".join(world.trace)); print(failed or "all invariants hold"); return
    if a.bounded is not None: print(*bounded(a.steps, a.bounded, a.seconds)); return
    for broken in ([r for r, kind in RULES.items() if kind == a.each] if a.each else [None]):
        if broken: BROKEN.clear(); BROKEN.add(broken)
        begin, steps, struck, across, failures, seed = time.process_time(), 0, Counter(), Counter(), Counter(), a.first
        while seed < a.first + a.seeds and time.process_time() - begin < a.seconds:
            world, failed = walk(seed, a.steps)
            steps += world.steps; struck += world.struck; across += world.across; seed += 1
            if failed:
                failures[failed if not a.go_on else "".join("#" if c.isdigit() else c for c in failed)[:60]] += 1
                if not a.go_on: break
        spent = time.process_time() - begin
        print(f"{broken or ', '.join(a.broken) or 'nothing'} broken: {seed - a.first} seeds, {steps} steps, {spent:.0f} s:",
              f"VIOLATED at seed {seed - 1}: {dict(failures)}" if failures else "all invariants hold", flush=True)
        if not broken: print("faults:", dict(struck), "\nnoted:", dict(across))

if __name__ == "__main__": main()
