"""make play: the last hours again, minute by minute, as fast as the deployed functions go."""

import fcntl
import os
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta, timezone

from . import changes, memory, schedule
from .deployment import Deployment
from .sandbox import Sandbox
from .stack import Stack
from .ticks import Ticks

MINUTE = timedelta(minutes=1)


def play(stack, deployment, hours):
    """Leaves the sandbox's clock live and the schedule disabled."""
    with (stack.state / "play.lock").open("w") as alone, closing(Sandbox(stack)) as sandbox:
        # Two would pull the one clock to and fro.
        try:
            fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit("Another replay runs on this stack: wait for its end, or make down.")
        schedule.disable(stack, deployment)
        # What is remembered of now would lie in the future of then.
        memory.forget(stack, deployment.table)
        _replay(sandbox, Ticks(stack, deployment), hours)


def _replay(sandbox, ticks, hours):
    now = datetime.now(timezone.utc).replace(second=0, microsecond=0)
    moment = now - timedelta(hours=hours)
    sandbox.reset(moment)
    print(f"Playing from {moment:%a %H:%M} to {now:%a %H:%M} (UTC)", flush=True)
    began, minutes, told = time.monotonic(), hours * 60, set()
    for played in range(1, minutes + 1):
        moment += MINUTE
        sandbox.set_clock(moment)
        for report in ticks.at(moment):
            for line in _lines(moment, report, told):
                changes.say(line)
        part = 40 * played // minutes
        changes.stand(f"{'█' * part}{'░' * (40 - part)} {moment:%a %H:%M}")
    sandbox.go_live()
    seconds = time.monotonic() - began
    changes.say(f"{minutes} minutes in {seconds:.0f} s: {minutes / seconds:.0f} minutes a second")


def _lines(moment, report, told):
    """What was done, what was refused, and once what fails minute after minute."""
    yield from (changes.line(moment, change) for change in report["acted"])
    yield from (changes.trouble(moment, "refused", refused) for refused in report["refused"])
    for failed in report["failed"]:
        trouble = failed["target"], failed["message"]
        if trouble not in told:
            told.add(trouble)
            yield changes.trouble(moment, "no decision", failed)


def asked_hours():
    hours = os.environ["HOURS"]
    if not hours.isdigit() or int(hours) == 0:
        sys.exit(f"HOURS is {hours}, and has to be a whole number: make play HOURS=6")
    return int(hours)


if __name__ == "__main__":
    stack = Stack.here()
    if not stack.is_up():
        sys.exit("The local stack is not up: make up")
    deployment = Deployment.of(stack)
    play(stack, deployment, asked_hours())
    schedule.enable(stack, deployment)
