"""Plays the script to both, and tells where they differ."""

from dataclasses import dataclass

from .chapters import steps
from .reasons import ABSENT
from .script import Settle, Sweep
from .services import KinesisLocal, Sandbox

# Different by nature: compared by whether they are there.
VOLATILE = {"StreamCreationTimestamp", "StartingSequenceNumber", "EndingSequenceNumber", "NextToken"}
# Compared to twelve digits of the whole range: kinesis-local divides a key less.
HASH_KEYS = {"StartingHashKey", "EndingHashKey"}
# Told in no order.
SETS = {"ShardLevelMetrics", "CurrentShardLevelMetrics", "DesiredShardLevelMetrics"}


@dataclass
class Difference:
    label: str
    action: str
    sandbox: str
    kinesis_local: str


def differences():
    """How many requests were played, and where the answers differ."""
    with Sandbox() as sandbox, KinesisLocal() as kinesis_local:
        answers = [play(service) for service in (sandbox, kinesis_local)]
    found = []
    for (step, ours), (_, theirs) in zip(*answers):
        for action, field in ABSENT:
            if step.action == action and "error" not in theirs:
                ours = without(field, ours)
        if ours != theirs:
            found.append(Difference(step.label, step.action, *told(ours, theirs)))
    return len(answers[0]), found


def play(service):
    tokens, answers = {}, []
    for step in steps():
        if isinstance(step, Settle):
            service.settle(step.stream)
            continue
        if isinstance(step, Sweep):
            service.ask("DeleteStream", {"StreamName": step.stream})
            continue
        if not step.at_once:
            service.breathe()
        body = {key: tokens.get(value, value) if key == "NextToken" else value for key, value in step.body.items()}
        status, answer = service.ask(step.action, body)
        if isinstance(answer, dict) and "NextToken" in answer:
            tokens[f"$token of {step.label.split(': ', 1)[1]}"] = answer["NextToken"]
        answers.append((step, comparable(status, answer)))
    return answers


def comparable(status, answer):
    if status != 200:
        return {"error": answer["__type"].rsplit("#", 1)[-1] if answer else f"status {status}"}
    return steady(answer) or {}


def without(field, answer):
    """The answer without a field, wherever it stands in it."""
    if not isinstance(answer, dict):
        return answer
    return {key: without(field, inside) for key, inside in answer.items() if key != field}


def steady(value, name=None):
    if name in VOLATILE and value is not None:
        return "…"
    if name in HASH_KEYS:
        return f"{int(value) / 2**128:.12f}"
    if name in SETS and value is not None:
        return sorted(value)
    if isinstance(value, dict):
        fields = {key: steady(inside, key) for key, inside in sorted(value.items())}
        return {key: inside for key, inside in fields.items() if inside is not None}
    if isinstance(value, list):
        return [steady(inside) for inside in value]
    return value


def told(ours, theirs):
    """Both answers in words, only as far as they differ."""
    if "error" in ours or "error" in theirs:
        return [f"`{answer['error']}`" if "error" in answer else "done" for answer in (ours, theirs)]
    return told_fields(ours, theirs)


def told_fields(ours, theirs):
    fields = [key for key in sorted(ours.keys() | theirs.keys()) if ours.get(key) != theirs.get(key)]
    told = [[], []]
    for key in fields:
        one, other = ours.get(key), theirs.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            words = told_fields(one, other)
        elif key == "Shards":
            words = [shards_in_words(mine, others) for mine, others in [(one, other), (other, one)]]
        else:
            words = [summed_up(key, value) for value in (one, other)]
        for side, word in zip(told, words):
            side.append(word)
    return ["; ".join(side) for side in told]


def summed_up(key, value):
    return f"no `{key}`" if value is None else f"`{key}` {value}"


def shards_in_words(shards, others):
    """Those that the other side does not have."""
    return ", ".join(shard_in_words(shard) for shard in shards if shard not in others) or "none of these"


def shard_in_words(shard):
    parents = [number(shard[key]) for key in ("ParentShardId", "AdjacentParentShardId") if key in shard]
    lineage = f" of {' and '.join(parents)}" if parents else ""
    closed = ", closed" if "EndingSequenceNumber" in shard["SequenceNumberRange"] else ""
    keys = shard["HashKeyRange"]
    width = float(keys["EndingHashKey"]) - float(keys["StartingHashKey"])
    return f"{number(shard['ShardId'])}{lineage} ({100 * width:.3g} %{closed})"


def number(shard_id):
    return str(int(shard_id.rsplit("-", 1)[1]))
