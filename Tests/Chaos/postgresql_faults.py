"""The faults of PostgreSQL, and of the connections to it."""

import signal

from cluster import SERVERS, link_to_database
from schedule import GROUPS, fault, long_or_short

SHUTDOWN_SECONDS = 15
PAUSE = 0.1

# ---- Its processes


def postgresql_fault(weight):
    return fault(weight, ("postgresql",), database="postgresql")


def shut_down(postgresql, number):
    postgresql.shut_down(number)
    for _ in range(int(SHUTDOWN_SECONDS / PAUSE)):
        if not postgresql.is_running:
            return
        yield PAUSE
    postgresql.kill()


@postgresql_fault(2)
def quit_postgresql(cluster, target, rng):
    """Its immediate stop: no checkpoint, so the next start recovers."""
    yield from shut_down(cluster.database, signal.SIGQUIT)
    yield long_or_short(rng, 0.1, 10)
    cluster.database.start()


@postgresql_fault(2)
def kill_postgresql(cluster, target, rng):
    cluster.database.kill()
    yield long_or_short(rng, 0.1, 10)
    cluster.database.start()


@postgresql_fault(2)
def restart_postgresql(cluster, target, rng):
    yield from shut_down(cluster.database, signal.SIGINT)
    cluster.database.start()


@postgresql_fault(2)
def stop_postgresql(cluster, target, rng):
    cluster.database.signal_all(signal.SIGSTOP)
    yield long_or_short(rng, 0.5, 40)
    cluster.database.signal_all(signal.SIGCONT)


@postgresql_fault(2)
def kill_backend(cluster, target, rng):
    """The postmaster then ends all others, and recovers."""
    if backends := cluster.database.backends():
        cluster.database.signal_backend(rng.choice(backends), signal.SIGKILL)
    yield PAUSE


@postgresql_fault(4)
def end_backends(cluster, target, rng):
    """By the signal of pg_terminate_backend."""
    backends = cluster.database.backends()
    for backend in backends if rng.random() < 0.5 else backends[:1]:
        cluster.database.signal_backend(backend, signal.SIGTERM)
    yield PAUSE


@fault(2, ("postgresql",), "clock of {}", database="postgresql")
def jump_postgresql_clock(cluster, target, rng):
    seconds = long_or_short(rng, 1, 3 * 3600) * rng.choice((1, -1))
    cluster.journal.write("clock", process=target, seconds=seconds)
    cluster.database.shift_clock(int(1000 * seconds))
    yield long_or_short(rng, 1, 30)
    cluster.database.shift_clock(0)


# ---- Connections to it: of one server, or of both


def link_fault(weight):
    return fault(weight, SERVERS + ("servers",), link_to_database("{}"), database="postgresql")


def tell(cluster, target, **command):
    for server in GROUPS.get(target, (target,)):
        cluster.proxy.tell(link=link_to_database(server), **command)


def disturb(cluster, target, seconds, do, **command):
    tell(cluster, target, do=do, **command)
    yield seconds
    tell(cluster, target, do="heal")


@link_fault(4)
def cut_database(cluster, target, rng):
    yield from disturb(cluster, target, 0.5, "cut", one=rng.random() < 0.5)


@link_fault(2)
def refuse_database(cluster, target, rng):
    yield from disturb(cluster, target, long_or_short(rng, 1, 30), "refuse")


@link_fault(3)
def slow_database(cluster, target, rng):
    yield from disturb(
        cluster, target, long_or_short(rng, 1, 20), "delay", milliseconds=int(long_or_short(rng, 20, 300)),
        one=rng.random() < 0.3)


@link_fault(1)
def freeze_database(cluster, target, rng):
    yield from disturb(
        cluster, target, long_or_short(rng, 1, 40), "freeze", direction=rng.choice(("up", "down", "both")),
        one=rng.random() < 0.5)


@link_fault(3)
def swallow_database(cluster, target, rng):
    yield from disturb(
        cluster, target, long_or_short(rng, 0.5, 30), "swallow", direction=rng.choice(("up", "down", "both")),
        one=rng.random() < 0.5)


@link_fault(6)
def lose_answers(cluster, target, rng):
    """What was asked is done, and who asked for it cannot know: so commits are ambiguous."""
    for _ in range(rng.randrange(1, 10)):
        tell(cluster, target, do="lose")
        yield long_or_short(rng, 0.05, 1)
    tell(cluster, target, do="heal")
