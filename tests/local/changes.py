"""One line for each change of capacity: when, what, from how much to how much, and why; or what came in between."""

import sys

_TERMINAL = sys.stdout.isatty()


def line(when, change):
    return f"{when:%a %H:%M}  {change['target']}  {change['from']} → {change['to']}  {change['because']}"


def trouble(when, what, target):
    return f"{when:%a %H:%M}  {target['target']}  {what}: {target['message']}"


def say(text):
    """Above what stands."""
    print(f"\r\033[K{text}" if _TERMINAL else text, flush=True)


def stand(text):
    """On a terminal, as the last line until the next one."""
    if _TERMINAL:
        print(f"\r\033[K{text}", end="", flush=True)
