"""The faults, one generator each: it does something, yields how many seconds to wait, and in the end undoes it."""

import os
import signal
import time

from cluster import DRAIN_SECONDS, SERVERS, WORKERS
from schedule import fault, long_or_short

# ---- Processes


@fault(5, SERVERS + WORKERS)
def kill(cluster, target, rng):
    cluster.processes[target].kill()
    yield long_or_short(rng, 0.1, 20)
    cluster.processes[target].start()


@fault(5, SERVERS + WORKERS)
def stop(cluster, target, rng):
    cluster.processes[target].signal(signal.SIGSTOP)
    yield long_or_short(rng, 1, 40)
    cluster.processes[target].signal(signal.SIGCONT)


@fault(2, WORKERS)
def drain(cluster, target, rng):
    worker, bound = cluster.processes[target], DRAIN_SECONDS + 15
    began = time.monotonic()
    worker.terminate()
    hurries = rng.random() < 0.3
    for second in range(bound):
        yield 1
        if not worker.is_running:
            break
        if hurries and second == 1:
            worker.terminate()
    # At the end of a run nothing waits for it so long.
    if not worker.is_running or time.monotonic() - began >= bound:
        cluster.journal.write(
            "drained", process=target, status=worker.popen.poll(), age=began - worker.started)
    worker.kill()
    worker.start()


def some_host(cluster, target, rng):
    """A plugin host by a descriptor, which names nobody else however long it is kept. None: there is none."""
    hosts = cluster.hosts(target)
    try:
        pid = rng.choice(hosts) if hosts else None
        return pid and (pid, os.pidfd_open(pid))
    except ProcessLookupError:
        return None


def signal_host(cluster, host, number):
    try:
        signal.pidfd_send_signal(host[1], number)
        cluster.journal.write("host", pid=host[0], signal=int(number))
    except ProcessLookupError:
        pass


@fault(8, WORKERS, "a host of {}")
def kill_host(cluster, target, rng):
    for _ in range(rng.choice((1, 1, 1, 3))):
        if host := some_host(cluster, target, rng):
            signal_host(cluster, host, signal.SIGKILL)
            os.close(host[1])
    yield 0.1


@fault(3, WORKERS, "a host of {}")
def stop_host(cluster, target, rng):
    if host := some_host(cluster, target, rng):
        signal_host(cluster, host, signal.SIGSTOP)
        yield long_or_short(rng, 1, 20)
        signal_host(cluster, host, signal.SIGCONT)
        os.close(host[1])


# ---- redis-server


@fault(2, ("redis",))
def kill_redis(cluster, target, rng):
    cluster.redis.kill()
    yield long_or_short(rng, 0.1, 20)
    cluster.redis.start()


@fault(2, ("redis",))
def cut_tail(cluster, target, rng):
    """The AOF loses its end: at random, and often in the midst of a command."""
    cluster.redis.kill()
    cluster.redis.cut_tail(int(long_or_short(rng, 1, 1 << 20)))
    yield long_or_short(rng, 0.1, 3)
    cluster.redis.start()


@fault(1, ("redis",))
def delete_data(cluster, target, rng):
    cluster.redis.kill()
    cluster.redis.delete_data()
    yield long_or_short(rng, 0.1, 3)
    cluster.redis.start()


@fault(2, ("redis",))
def older_copy(cluster, target, rng):
    cluster.redis.copy_data()
    yield long_or_short(rng, 1, 20)
    cluster.redis.kill()
    cluster.redis.put_copy_back()
    yield long_or_short(rng, 0.1, 3)
    cluster.redis.start()


@fault(2, ("redis",))
def stop_redis(cluster, target, rng):
    cluster.redis.signal(signal.SIGSTOP)
    yield long_or_short(rng, 0.5, 40)
    cluster.redis.signal(signal.SIGCONT)


def command(cluster, *words):
    """It may have been started a moment ago."""
    for _ in range(50):
        try:
            if cluster.redis.ask(*words).startswith(b"+OK"):
                break
        except OSError:
            pass
        yield 0.1


@fault(2, ("redis",))
def flushall(cluster, target, rng):
    yield from command(cluster, "FLUSHALL")


@fault(2, ("redis",))
def script_flush(cluster, target, rng):
    yield from command(cluster, "SCRIPT", "FLUSH")


# ---- Connections to Redis

LINKS = SERVERS + WORKERS


def disturb(cluster, target, rng, seconds, do, **command):
    cluster.proxy.tell(link=target, do=do, **command)
    yield seconds
    cluster.proxy.tell(link=target, do="heal")


@fault(6, LINKS, "link of {}")
def cut_connections(cluster, target, rng):
    yield from disturb(cluster, target, rng, 0.5, "cut", one=rng.random() < 0.5)


@fault(2, LINKS, "link of {}")
def refuse_connections(cluster, target, rng):
    yield from disturb(cluster, target, rng, long_or_short(rng, 1, 30), "refuse")


@fault(3, LINKS, "link of {}")
def delay(cluster, target, rng):
    yield from disturb(
        cluster, target, rng, long_or_short(rng, 1, 20), "delay", milliseconds=int(long_or_short(rng, 5, 2000)),
        one=rng.random() < 0.3)


@fault(3, LINKS, "link of {}")
def freeze(cluster, target, rng):
    """Silence, and then everything at once."""
    yield from disturb(
        cluster, target, rng, long_or_short(rng, 1, 75), "freeze", direction=rng.choice(("up", "down", "both")),
        one=rng.random() < 0.5)


@fault(4, LINKS, "link of {}")
def swallow(cluster, target, rng):
    """What is asked, or what is answered, is lost."""
    yield from disturb(
        cluster, target, rng, long_or_short(rng, 0.5, 30), "swallow", direction=rng.choice(("up", "down", "both")),
        one=rng.random() < 0.5)


# ---- Disk and clocks


@fault(2, ("disk",))
def full_disk(cluster, target, rng):
    if cluster.disk.is_small:
        cluster.disk.fill()
    yield long_or_short(rng, 1, 15)
    cluster.disk.free()


@fault(5, SERVERS + WORKERS + ("redis",), "clock of {}")
def clock_jump(cluster, target, rng):
    """What Redis times meanwhile is due by the wrong clock: so it is never ahead for longer than a run can wait."""
    ahead = rng.random() < 0.5
    seconds = long_or_short(rng, 1, 60 if ahead and target == "redis" else 3 * 3600) * (1 if ahead else -1)
    cluster.journal.write("clock", process=target, seconds=seconds)
    cluster.processes[target].shift_clock(int(1000 * seconds))
    yield long_or_short(rng, 1, 30)
    cluster.processes[target].shift_clock(0)
