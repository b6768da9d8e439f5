"""Waiting for a condition, with a bound."""

import time

PAUSE_SECONDS = 0.1


def until(condition, seconds, pause=PAUSE_SECONDS):
    """Looks again and again; what it saw last: false or empty where it did not come true in time."""
    deadline = time.monotonic() + seconds
    while not (seen := condition()) and time.monotonic() < deadline:
        time.sleep(pause)
    return seen
