"""Seeded sequences of calls, with what the model answers and holds after each: the Lua scripts must do the same.

`sequences.py --seed S --steps N` writes one JSON line a step: `now` (Redis TIME, ms), `epoch` (the caller's), `call`, its
arguments, `answer` as text, and `state`: everything that Redis holds, a line each, sorted. One job type; times in milliseconds.
Calls are good, late, stale, unknown, repeated, or made in another epoch. A batch is the model's calls one after the other,
in one entry of `events`.
"""
from __future__ import annotations
import argparse, json, random
from dataclasses import dataclass, replace
import protocol
from protocol import FINAL, LEAP, WAITING, Job, Keys, newness

START, REAL_LIMITS = 1_800_000_000_000, dict(
    TTL=15_000, GAP=5_000, BURIED=15_000, GRACE=5_000, AGING=10_000, MAX_RETRIES=3, CRASHES=3, LOSSES=5)
OUTCOMES = {"completed": "ok", "failed": "failed", "transient": "transient", "timed_out": "timed out", "crashed": "crash",
            "cancelled": "cancelled", "handed_back": "handed back"}                # by their names in Redis
WORKERS = ("w1", "w2", "w3")

# ------------------------------------------------------------------------------------------------- what Redis holds, as text

def short(id): return id[-6:].lstrip("0")
def text(answer):
    if isinstance(answer, list): return "[" + ", ".join(map(text, answer)) + "]"
    return "-" if answer is None else str(answer)

def live_text(id, j):
    return (f"{short(id)} {j.state} {j.pair[0]} {j.pair[1]} {j.attempt} {j.burned} {j.crashes} {j.losses} {int(j.cancel)} "
            f"{j.due} {j.token or '-'} {j.priority}")

def state_text(k, now):
    lines = [f"meta {k.meta['epoch']} {k.meta['seq']} {k.meta['opened']} {k.meta.get('recovered', '-')}"]
    lines += [f"live {live_text(id, j)}" for id, j in k.live.items()] + [f"jobs {short(id)} {limit}" for id, limit in k.jobs.items()]
    for name, scores in (("ready", k.ready), ("later", k.later)): lines += [f"{name} {short(id)} {at}" for id, at in scores.items()]
    lines += [f"workers {w} {beat}" for w, beat in k.workers.items()] + [f"registry {w}" for w in k.workers]
    lines += [f"leased {w} {short(id)} {at}" for w, scores in k.leased.items() for id, at in scores.items()]
    lines += [f"cancel {w} {short(id)}" for w, ids in k.cancel.items() for id in ids]
    lines += [f"buried {short(id)} {p[0]} {p[1]} {at}" for id, (p, at) in k.buried.items() if now - at <= protocol.BURIED]
    lines += [f"event {seq} {live_text(id, j)}" for seq, log in k.events[-1:] for id, j in log]
    return "\n".join(sorted(lines))

# ---------------------------------------------------------------------------------------------------------------- the callers

@dataclass
class Known:                                 # what the callers know of a job: its row, pushes they may repeat, leases they had
    row: Job; limit: int; pushes: list; tokens: list

class Sequence:
    def __init__(s, seed):
        s.random, s.now, s.k, s.numbers = random.Random(seed), START, Keys(), 0
        s.epoch, s.recorded, s.known, s.misplaced, s.is_new = 0, 0, {}, None, False
        s.pace = s.random.choice([30, 300, 1000])                    # how fast time goes, how many jobs there are at once
        s.crowd = s.random.choice([3, 8, 30])
    def forget_old(s):                       # the callers remember so many jobs that are over
        over = [id for id in s.known if id not in s.k.live]
        for id in over[:-20]: del s.known[id]
    def number(s): s.numbers += 1; return s.numbers
    def chance(s, p): return s.random.random() < p
    def pick(s, options): return s.random.choice(list(options))
    def job(s, among=None):                  # mostly one that is there
        ids = list(among if among is not None else s.k.live) or list(s.known)
        return s.pick(s.known) if s.known and s.chance(0.1) else s.pick(ids) if ids else s.unknown()
    def unknown(s): return f"00000000-0000-7000-8000-{s.number():012d}"
    def batch(s): return s.pick([1, 1, 1, 2, 3, 6])
    def several(s, among=None): return list(dict.fromkeys(s.job(among) for _ in range(s.batch())))   # never one id twice

    def merged(s, calls):                    # one script call: one entry for the record
        seq, entries = s.k.meta["seq"], len(s.k.events); answers = [call() for call in calls]
        if new := s.k.events[entries:]:
            s.k.events[entries:] = [(seq + 1, tuple(t for _, log in new for t in log))]; s.k.meta["seq"] = seq + 1
        return answers

    # ---- each makes one call: its name, its arguments, its answer
    def open(s):
        k = s.k
        if k.meta and s.chance(0.5):
            s.epoch += 1; protocol.adopt(k, s.now, k.meta["epoch"], s.epoch, "run")
            return "adopt", {"epoch": s.epoch}, "adopted"
        new = s.epoch + 1 if not k.meta or s.chance(0.8) else s.pick([s.epoch, max(0, s.epoch - 1)])
        if protocol.empty(k, s.now, new, s.recorded) == "behind": return "empty", {"epoch": new, "sequence": s.recorded}, "behind"
        s.epoch = new; protocol.seal(k, s.now, "run"); s.misplaced, s.is_new = None, True
        return "empty", {"epoch": new, "sequence": s.recorded}, "emptied"

    def enqueue(s):
        items = []
        for _ in range(s.batch()):
            if s.chance(0.5) and len(s.k.live) < s.crowd: push = s.submission()
            elif s.known: id = s.job(s.known); push = (id, s.pick(s.known[id].pushes + [s.rebuilt(id)]), s.known[id].limit)
            else: push = s.submission()
            items.append((*push, s.now + s.pick([10_000] * 6 + [0, 1, -1, -5_000])))
        arguments = [dict(id=id, state=j.state, epoch=j.pair[0], version=j.pair[1], due=j.due, attempt=j.attempt, burned=j.burned,
                          crashes=j.crashes, losses=j.losses, priority=j.priority, limit=limit, lastMoment=last)
                     for id, j, limit, last in items]
        return "enqueue", {"jobs": arguments}, s.merged(lambda i=i: protocol.enqueue(s.k, s.now, *i) for i in items)
    def submission(s):
        id, due = s.unknown(), s.pick([0, 0, 0, s.now + s.pick([1, 500, 5_000, 40_000]), s.now - 1])
        job = Job("scheduled" if due else "queued", (s.epoch, 1), due, priority=s.random.randint(0, 10))
        if s.chance(0.1): job = replace(job, attempt=4, burned=3, crashes=2, losses=4)
        s.known[id] = Known(job, s.pick([1, 3_000, 60_000, 3_600_000]), [job], [])
        return id, job, s.known[id].limit
    def rebuilt(s, id):                      # from its row, as the opener and the looks do; a flagged row is never pushed
        row = s.known[id].row
        if row.state in FINAL or row.cancel: return s.known[id].pushes[-1]
        return replace(row, token=None, worker=None)

    def replay(s):                           # the row leaps above anything that Redis may have made of it, and is pushed again
        ids = [id for id, known in s.known.items() if known.row.state in FINAL - {"completed"}]
        if not ids: return s.enqueue()
        id = s.pick(ids); known = s.known[id]
        known.row = Job("queued", s.leap(known.row), attempt=known.row.attempt, priority=known.row.priority)
        known.pushes = known.pushes[-2:] + [known.row]
        return s.enqueue()
    def leap(s, row): return s.epoch, row.pair[1] // LEAP * LEAP + LEAP

    def register(s): w = s.pick(WORKERS); protocol.register(s.k, s.now, w); return "register", {"worker": w}, None
    def deregister(s): w = s.pick(WORKERS); return "deregister", {"worker": w}, protocol.deregister(s.k, s.now, w)
    def heartbeat(s):
        w, listed = s.pick(s.k.workers or WORKERS), s.chance(0.2)
        held = len(s.k.leased.get(w, ())) if s.chance(0.7) else s.random.randint(0, 3)
        answer = protocol.heartbeat(s.k, s.now, w, held, listed)
        if answer != "gone":
            cancels, leases = answer
            answer = [sorted(short(i) for i in cancels), leases and sorted(f"{short(i)} {token}" for i, token in leases)]
            if leases == []: answer[1] = []
        return "heartbeat", {"worker": w, "held": held, "listed": listed}, answer
    def lease(s):
        w, count, prefix = s.pick(s.k.workers or WORKERS), s.batch(), s.number()
        def take():
            found = []
            for n in range(1, count + 1):
                got = protocol.lease(s.k, s.now, w, f"{w}/{prefix}.{n}")
                if got == "gone": return "gone"
                if got is None: break
                s.known[got[0]].tokens[:] = [*s.known[got[0]].tokens[-3:], got[1]]; found.append(f"{short(got[0])} {got[1]}")
            return found
        return "lease", {"worker": w, "count": count, "prefix": f"{w}/{prefix}"}, s.merged([take])[0]
    def finish(s):
        w, items = s.pick(s.k.workers or WORKERS), []
        mine = [id for id, known in s.known.items() if any(t.startswith(w + "/") for t in known.tokens)]
        for id in s.several(s.chance(0.7) and s.k.leased.get(w) or mine):
            tokens = [t for t in s.known[id].tokens if t.startswith(w + "/")] if id in s.known else []
            token = tokens[-1] if tokens and s.chance(0.85) else s.pick(tokens + [f"{w}/never.1"])
            items.append((id, token, s.pick(OUTCOMES), s.pick([0, 1, 1_000, 30_000])))
        calls = [lambda i=i: protocol.finish(s.k, s.now, i[0], i[1], OUTCOMES[i[2]], i[3]) for i in items]
        return "finish", {"worker": w, "attempts": [dict(zip(("id", "token", "ending", "delay"), i)) for i in items]}, s.merged(calls)

    def pairs(s):                            # of rows: known, outdated, or leapt
        found = []
        for id in s.several():
            row = s.known[id].row if id in s.known else Job("queued", (s.epoch, 1))
            live = s.k.live.get(id, row)
            found.append((id, s.pick([row.pair, row.pair, row.pair, live.pair, s.leap(live), (0, 1)])))
        return found
    def cancel(s):
        items = s.pairs(); answers = s.merged(
            [lambda i=i: protocol.cancel_live(s.k, s.now, i[0], Job("queued", i[1])) for i in items])
        return "cancel", {"jobs": [dict(id=id, epoch=p[0], version=p[1]) for id, p in items]}, answers
    def bury(s):
        items = [(id, s.leap(s.known[id].row) if id in s.known and s.chance(0.7) else pair) for id, pair in s.pairs()]
        for id, pair in items:               # the row was cancelled first
            if id in s.known and newness(pair) > newness(s.known[id].row.pair) and s.known[id].row.state not in FINAL:
                s.known[id].row = replace(s.known[id].row, state="cancelled", cancel=True, pair=pair)
        answers = s.merged([lambda i=i: protocol.bury(s.k, s.now, *i) for i in items])
        return "bury", {"jobs": [dict(id=id, epoch=p[0], version=p[1]) for id, p in items]}, answers

    def promote(s): return "promote", {}, list(protocol.promote(s.k, s.now))
    def recover(s): return "recover", {}, sorted(short(i) for i in protocol.recover(s.k, s.now))
    def misplace(s):                         # a bug's doing: the next repair puts it right
        places = [(n, getattr(s.k, n)) for n in ("ready", "later")] + [(f"leased:{w}", s.k.leased[w]) for w in s.k.workers]
        places = [(n, ids) for n, ids in places if ids]
        if not places: return s.register()
        name, ids = s.pick(places); s.misplaced = s.pick(ids); del ids[s.misplaced]
        return "misplace", {"place": name, "id": s.misplaced}, None
    def repair(s): s.misplaced = None; return "repair", {}, sorted(short(i) for i in protocol.repair(s.k, s.now))
    def look(s):
        ids = s.several(); found = protocol.look_up(s.k, s.now, ids)
        return "look", {"ids": ids}, sorted(f"{short(id)} {j.state} {j.pair[0]} {j.pair[1]}" for id, j in found.items() if j)
    def record(s):                           # rows and position in the database, then forget and trim
        entries = s.k.events[:s.pick([1, 3, 100])]
        for seq, log in entries:
            if seq <= s.recorded: continue
            s.recorded = seq
            for id, job in log:
                if id in s.known and newness(job.pair) > newness(s.known[id].row.pair) and s.known[id].row.state not in FINAL: s.known[id].row = job
        last = {id: job for _, log in entries for id, job in log}
        pairs = {id: job.pair for id, job in last.items() if job.state in FINAL}
        if s.chance(0.2): id = s.job(); pairs.setdefault(id, s.pick([(s.epoch, 1), (s.epoch, 3)]))
        protocol.forget(s.k, s.now, pairs); protocol.trim(s.k, s.now, s.recorded)
        return "forget", {"jobs": [dict(id=i, epoch=p[0], version=p[1]) for i, p in pairs.items()], "sequence": s.recorded}, None

    def moments(s):                          # at which something ends, the millisecond before and the one after
        k, ttl = s.k, protocol.TTL
        ends = [*k.later.values(), *(beat + ttl for beat in k.workers.values()), *(at + protocol.BURIED for _, at in k.buried.values()),
                *(at + ttl for ids in k.leased.values() for at in ids.values()), *([k.meta["opened"] + ttl] if k.meta else [])]
        return [at + d for at in ends for d in (-1, 0, 1) if s.now < at + d < s.now + 2 * ttl]
    def step(s):
        s.now += s.pick([0, 0, 0, 1, s.random.randint(0, s.pace), s.random.randint(0, 4 * s.pace)])
        if s.chance(0.03) and (moments := s.moments()): s.now = s.pick(moments)
        if s.chance(0.002): s.now += s.pick([14_999, 15_000, 15_001, 60_000])
        s.forget_old()
        if not s.k.meta: return s.line(s.epoch, *s.open())
        if s.is_new: s.is_new = False; return s.line(s.epoch, *s.register())   # until then no job type is known
        if s.misplaced: calls, weights = (s.repair, s.look), (3, 1)
        else:
            calls, weights = zip(
                (s.enqueue, 14), (s.replay, 5), (s.lease, 16), (s.finish, 18), (s.heartbeat, 8), (s.register, 4), (s.deregister, 1),
                (s.cancel, 5), (s.bury, 4), (s.promote, 4), (s.recover, 7), (s.misplace, 1), (s.repair, 1), (s.look, 2),
                (s.record, 9), (s.open, 0.3))
        call = s.random.choices(calls, weights)[0]
        if call in (s.open, s.misplace, s.recover) or not s.chance(0.03): return s.line(s.epoch, *call())
        keys, epoch = s.k.copy(), s.pick([s.epoch - 1, s.epoch + 1])  # what it would do is undone: it is refused
        known = {id: replace(k, tokens=k.tokens[:]) for id, k in s.known.items()}; misplaced, recorded = s.misplaced, s.recorded
        name, arguments, _ = call()
        s.k, s.known, s.misplaced, s.recorded = keys, known, misplaced, recorded
        return s.line(epoch, name, arguments, "other epoch")
    def line(s, epoch, call, arguments, answer):
        return dict(now=s.now, epoch=epoch, stored=s.epoch, call=call, arguments=arguments, answer=text(answer), state=state_text(s.k, s.now))

def main():
    arg = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arg.add_argument("--seed", type=int, default=0); arg.add_argument("--steps", type=int, default=1000)
    a = arg.parse_args()
    for name, value in REAL_LIMITS.items(): setattr(protocol, name, value)
    sequence = Sequence(a.seed)
    for _ in range(a.steps): print(json.dumps(sequence.step(), separators=(",", ":")))

if __name__ == "__main__": main()
