"""Background processes: each in its own group, known by a file that says which it is."""

import os
import signal
import subprocess
from pathlib import Path

from .wait import until


class Process:
    def __init__(self, name, state):
        self.name = name
        self.log = state / f"{name}.log"
        self._file = state / f"{name}.pid"

    def start(self, command, environment, folder=None):
        with self.log.open("wb") as log:
            child = subprocess.Popen(
                command, cwd=folder, env=environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        # It outlives this program, which is not to be warned of that.
        child.returncode = 0
        self._file.write_text(f"{child.pid} {_born(child.pid)}")

    @property
    def pid(self):
        """The process, if it lives and is still the one that was started."""
        if not self._file.exists():
            return None
        pid, born = self._file.read_text().split()
        return int(pid) if _born(pid) == born else None

    def stop(self):
        if pid := self.pid:
            os.killpg(pid, signal.SIGTERM)
            try:
                until(lambda: not _members(pid), 10, f"{self.name} does not stop")
            except TimeoutError:
                os.killpg(pid, signal.SIGKILL)
        self._file.unlink(missing_ok=True)

    def last_words(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


def _stat(pid):
    """Its state, its group and when it began, as the kernel tells; None for one that is no more."""
    try:
        fields = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, group, born = fields[0], fields[2], fields[19]
    return None if state == "Z" else (int(group), born)


def _born(pid):
    """With it a number that was given anew is not mistaken for the old one."""
    stat = _stat(pid)
    return stat and stat[1]


def _members(group):
    numbers = (entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if (stat := _stat(pid)) and stat[0] == group]
