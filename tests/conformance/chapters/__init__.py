"""The script, chapter by chapter. Each has streams of its own, so that a difference in one is none in another."""

from ..script import Script
from . import account, reading, resharding

CHAPTERS = [
    account.creating,
    resharding.splitting,
    resharding.merging,
    resharding.updating,
    account.limits,
    reading.listing,
    reading.paging,
    reading.monitoring,
    reading.tagging,
    account.switching,
    reading.malformed,
]


def steps():
    script = Script()
    for chapter in CHAPTERS:
        script.chapter = chapter.__name__
        chapter(script)
    return script.steps
