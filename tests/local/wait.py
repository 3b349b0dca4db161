"""Waiting for a condition, never for a time."""

import time


def until(condition, seconds, otherwise, every=0.05):
    """The condition's first true value; after so many seconds an error that says `otherwise`."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(otherwise() if callable(otherwise) else otherwise)
        time.sleep(every)
    return value
