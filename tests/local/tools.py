"""Brings the pinned tools of tools.txt into .local/tools, when they are missing or have changed.

The one script here that runs before there are any tools: standard library only.
"""

import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINNED = ROOT / "tests/local/tools.txt"
TOOLS = ROOT / ".local/tools"
INSTALLED = TOOLS / "tools.txt"


def missing_prerequisite():
    if platform.system() != "Linux":
        return "The local stack starts the functions as Lambda would, so it needs Linux: use a Linux machine or a virtual one."
    if sys.version_info < (3, 10):
        return f"python3 is {platform.python_version()}, and 3.10 is needed: install a newer one and put it first in PATH."
    if not shutil.which("cargo"):
        return "cargo is missing: get it with rustup, see https://rustup.rs."
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return "python3 cannot make virtual environments: apt-get install python3-venv, or your system's like of it."
    return None


def install():
    print("Bringing the tools of tests/local/tools.txt into .local/tools", flush=True)
    venv.create(TOOLS, clear=True, with_pip=True)
    pip = [TOOLS / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--requirement", PINNED]).returncode:
        sys.exit("The tools could not be installed: see pip's words above; is PyPI reachable?")
    shutil.copy(PINNED, INSTALLED)


if __name__ == "__main__":
    if missing := missing_prerequisite():
        sys.exit(missing)
    if not INSTALLED.exists() or INSTALLED.read_text() != PINNED.read_text():
        install()
