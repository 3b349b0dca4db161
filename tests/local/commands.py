"""Commands whose words matter only when they fail."""

import subprocess
import sys

from .stack import ROOT


def run(command, environment, log):
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as words:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=words, stderr=words)
    if done.returncode:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
        sys.exit(f"{last}\n`{' '.join(command[:3])}` failed: its last words are above, all of them in {log}.")
