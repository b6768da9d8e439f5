"""What faults there are, and when which is to happen upon what.

A schedule is made from the seed alone, before anything has started. (What then is running there, and how long each step
takes, is the machine's.) A fault reserves what it touches, so that none undoes another's work.
"""

import random

from cluster import SERVERS

FAULTS = {}
# Targets that stand for several things.
GROUPS = {"servers": SERVERS}


class Kind:
    def __init__(self, name, weight, targets, reserves, database, run):
        self.name, self.weight, self.targets, self.run = name, weight, targets, run
        self.reserves, self.database = reserves, database

    def reserved(self, target):
        """What it touches of that target."""
        return {self.reserves.format(one) for one in GROUPS.get(target, (target,))}


def fault(weight, targets, reserves="{}", database=None):
    """`reserves` is what it touches, where {} stands for the target; `database` is the only one that it can befall."""

    def add(run):
        name = run.__name__.replace("_", "-")
        FAULTS[name] = Kind(name, weight, targets, reserves, database, run)
        return run

    return add


def faults_over(database):
    """The names of all that can befall a Jobyard on that database."""
    return sorted(kind.name for kind in FAULTS.values() if kind.database in (None, database))


def long_or_short(rng, shortest, longest):
    """Mostly short: each doubling is as likely."""
    return shortest * (longest / shortest) ** rng.random()


class Planned:
    def __init__(self, number, at, kind, target, seed):
        self.number, self.at, self.kind, self.target, self.seed = number, at, kind, target, seed


def schedule(seed, seconds, mean_pause, names):
    """Faults by the moment at which they begin, in seconds from the start."""
    rng = random.Random(seed)
    kinds = [FAULTS[name] for name in names]
    planned, moment = [], 0.0
    while True:
        moment += rng.expovariate(1 / mean_pause)
        if moment >= seconds:
            return planned
        kind = rng.choices(kinds, [kind.weight for kind in kinds])[0]
        planned.append(Planned(len(planned), moment, kind, rng.choice(kind.targets), rng.getrandbits(32)))
