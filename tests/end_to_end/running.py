"""The processes in which the local stack runs the functions."""

import os
import signal
from pathlib import Path


def kill(stack, function):
    """As a machine that dies: at once, with whatever was under way."""
    for pid, _ in _of(stack, function):
        os.kill(pid, signal.SIGKILL)


def access_key(stack, function):
    """Of the role, as the function got it: by it calls can be told to be the function's."""
    [key] = {environment["AWS_ACCESS_KEY_ID"] for _, environment in _of(stack, function)}
    return key


def _of(stack, function):
    ministack = next(process for process in stack.processes if process.name == "ministack").pid
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        try:
            parent = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) != ministack:
                continue
            lines = (Path("/proc") / str(pid) / "environ").read_text().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        environment = dict(line.split("=", 1) for line in lines if "=" in line)
        if environment.get("AWS_LAMBDA_FUNCTION_NAME") == function:
            yield pid, environment
