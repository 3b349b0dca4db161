"""docs/conformance.md: written by `make conformance`, compared by the test."""

from itertools import groupby

from .played import differences
from .reasons import ABSENT, REASONS, reason_of
from .services import PACKAGE, ROOT

PAGE = ROOT / "docs/conformance.md"


def page(played, found):
    """The whole document. Whatever has no reason is an error, and so is a reason without a difference."""
    unexplained = [difference for difference in found if reason_of(difference) is None]
    if unexplained:
        words = [f"{one.label} ({one.action}): {one.sandbox} | {one.kinesis_local}" for one in unexplained]
        raise AssertionError("These differences have no reason in reasons.py:\n" + "\n".join(words))
    used = {reason_of(difference) for difference in found}
    if idle := set(REASONS) - used:
        raise AssertionError(f"These reasons in reasons.py explain nothing: {', '.join(sorted(idle))}")
    return "\n".join([*introduction(played, found), *absent(), "", *rows(found), ""])


def introduction(played, found):
    return [
        "# The sandbox and kinesis-local",
        "",
        "`make conformance` writes this page. `make test` plays the same requests, and fails when the page is no longer what comes of them.",
        "",
        f"The sandbox (`tests/sandbox`) is held against an independent implementation of Kinesis, `{PACKAGE}`: {played} requests of the control "
        "plane (`tests/conformance/chapters`), with the times between them, are played to both, and the answers are compared: the status, the "
        "code of an error, every field of an answer. Messages, times and sequence numbers are not compared, only whether they are there.",
        "",
        f"{len(found)} answers differ. What was ours to mend has been mended; each of the rest is listed with the document of AWS that says who is "
        "right. Where the document leaves it open, the sandbox keeps to the stricter reading.",
        "",
        "## Fields that kinesis-local leaves out of every answer",
        "",
        "| action | field | document |",
        "| --- | --- | --- |",
    ]


def absent():
    return [f"| {action} | `{field}` | <{document}> |" for (action, field), document in ABSENT.items()]


def rows(found):
    yield "## Answers that differ"
    order = list(REASONS)
    by_reason = sorted(found, key=lambda difference: order.index(reason_of(difference)))
    for name, group in groupby(by_reason, key=reason_of):
        reason = REASONS[name]
        yield from ["", f"**{reason.text}** <{reason.document}>", ""]
        yield from ["| request | the sandbox | kinesis-local |", "| --- | --- | --- |"]
        for difference in group:
            yield f"| {difference.label} | {difference.sandbox} | {difference.kinesis_local} |"


if __name__ == "__main__":
    PAGE.write_text(page(*differences()))
    print(f"Written: {PAGE.relative_to(ROOT)}")
