"""make run: everything, from nothing to live, until Ctrl-C."""

import signal

from . import schedule
from .down import down
from .live import watch
from .play import asked_hours, play
from .stack import Stack
from .up import up


def interrupt(*_):
    raise KeyboardInterrupt


def main():
    # However one leaves, a closed terminal included, what was started is stopped.
    for way in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(way, interrupt)
    stack, hours = Stack.here(), asked_hours()
    ours = not stack.is_up()
    try:
        _, deployment = up(stack)
        play(stack, deployment, hours)
        schedule.enable(stack, deployment)
        print("Live: the schedule ticks each minute. Ctrl-C stops everything.", flush=True)
        watch(stack)
    except KeyboardInterrupt:
        print()
    finally:
        if ours:
            down(stack)
            print("Everything that was started has stopped.")


if __name__ == "__main__":
    main()
