"""make play: the last hours again, minute by minute, as fast as the deployed functions go."""

import os
import sys
import time
from datetime import datetime, timedelta, timezone

from . import changes, schedule
from .deployment import Deployment
from .sandbox import Sandbox
from .stack import Stack
from .ticks import Ticks

MINUTE = timedelta(minutes=1)


def play(stack, deployment, hours):
    """Leaves the sandbox's clock live and the schedule disabled."""
    schedule.disable(stack, deployment)
    now = datetime.now(timezone.utc).replace(second=0, microsecond=0)
    moment = now - timedelta(hours=hours)
    sandbox, ticks, progress = Sandbox(stack), Ticks(stack, deployment), Progress(hours * 60)
    sandbox.reset(moment)
    print(f"Playing from {moment:%a %H:%M} to {now:%a %H:%M} (UTC)")
    while moment < now:
        moment += MINUTE
        sandbox.set_clock(moment)
        for report in ticks.at(moment):
            for change in report["acted"]:
                progress.say(changes.line(moment, change))
        progress.step()
    sandbox.go_live()
    progress.done()


class Progress:
    """A bar on a terminal; elsewhere only what is said."""

    def __init__(self, steps):
        self._steps, self._taken, self._began = steps, 0, time.monotonic()
        self._shown = sys.stdout.isatty()

    def step(self):
        self._taken += 1
        if self._shown:
            part = 40 * self._taken // self._steps
            print(f"\r{'█' * part}{'░' * (40 - part)} {self._taken}/{self._steps}", end="", flush=True)

    def say(self, line):
        print(f"\r\033[K{line}" if self._shown else line, flush=True)

    def done(self):
        seconds = time.monotonic() - self._began
        self.say(f"{self._taken} minutes in {seconds:.0f} s, {self._taken / seconds:.0f} ticks of both functions a second")


if __name__ == "__main__":
    stack = Stack.here()
    if not stack.is_up():
        sys.exit("The local stack is not up: make up")
    deployment = Deployment.of(stack)
    play(stack, deployment, int(os.environ["HOURS"]))
    schedule.enable(stack, deployment)
