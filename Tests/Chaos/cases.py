"""Runs by name: the short one of `make test`, and those that once found something. What a seed makes changes when a fault is
added, so each names its faults."""

CASES = {
    # All faults, as dense as they can be.
    "short": {"seed": 20261123, "minutes": 0.4, "pause": 0.8},
    "short-postgresql": {"database": "postgresql", "seed": 1188, "minutes": 0.4, "pause": 0.8},
    # Clocks that are ahead while Redis loses its memory: rows were looked at only when that time had come.
    "clocks": {"seed": 3, "minutes": 1, "pause": 0.8, "faults": "clock-jump,flushall,kill-redis,refuse-connections"},
    # Many pushes are left to the Reconcilers of two servers: what one had pushed, and was done, the other pushed again.
    "reconcilers": {"seed": 4, "minutes": 1, "pause": 1, "faults": "refuse-connections,swallow,stop-redis"},
}
