"""Why the two differ, and which document says who is right."""

from dataclasses import dataclass
from fnmatch import fnmatch

API = "https://docs.aws.amazon.com/kinesis/latest/APIReference/"
GUIDE = "https://docs.aws.amazon.com/streams/latest/dev/"

# Fields that kinesis-local leaves out, whatever the request: they are not compared.
ABSENT = {
    ("UpdateShardCount", "StreamARN"): f"{API}API_UpdateShardCount.html",
    ("DescribeStreamSummary", "MaxRecordSizeInKiB"): f"{API}API_StreamDescriptionSummary.html",
    ("DescribeStreamSummary", "WarmThroughput"): f"{API}API_StreamDescriptionSummary.html",
    ("ListStreams", "StreamSummaries"): f"{API}API_ListStreams.html",
    ("ListStreams", "NextToken"): f"{API}API_ListStreams.html",
}


@dataclass
class Reason:
    """Which requests it explains: their labels, with `*` for any text."""

    text: str
    document: str
    requests: list


REASONS = {
    "updating": Reason(
        "A split or merge is asynchronous: while the stream is UPDATING its shards are still being split or merged. kinesis-local has the new shards at once.",
        f"{API}API_SplitShard.html",
        ["splitting: under way, *", "merging: under way, *", "updating: under way, summary"],
    ),
    "uniform": Reason(
        "Uniform scaling creates shards of equal size, by splits and merges of which some are short-lived. kinesis-local halves and joins as many shards as it takes.",
        f"{API}API_UpdateShardCount.html",
        ["updating: odd, *", "updating: half of odd, *", "updating: from a mixed layout, *"],
    ),
    "factor": Reason(
        "More than double and less than half are among the limits of UpdateShardCount, and what exceeds a limit is a LimitExceededException; 2 is less than half of 5.",
        f"{API}API_UpdateShardCount.html",
        ["updating: more than twice", "updating: less than half*"],
    ),
    "calls": Reason(
        "Ten calls in a rolling day. kinesis-local forgets them.",
        f"{API}API_UpdateShardCount.html",
        ["limits: call 11 of the day"],
    ),
    "rates": Reason(
        "ListStreams takes five calls a second, DescribeLimits one. kinesis-local has no such limits.",
        f"{API}API_ListStreams.html",
        ["limits: * at once"],
    ),
    "provisioned": Reason(
        "SplitShard, MergeShards and UpdateShardCount are for provisioned streams; on others they are a ValidationException.",
        f"{API}API_MergeShards.html",
        ["switching: on demand, *"],
    ),
    "switches": Reason(
        "The mode is switched twice in 24 hours at most.",
        f"{GUIDE}updating-a-stream.html",
        ["switching: a third time"],
    ),
    "warm": Reason(
        "Warm throughput needs an account with MinimumThroughputBillingCommitment.",
        f"{API}API_UpdateStreamWarmThroughput.html",
        ["switching: warm throughput without a commitment"],
    ),
    "horizon": Reason(
        "AT_TRIM_HORIZON is the shards that were open at the horizon; those that came of a later split were not.",
        f"{API}API_ShardFilter.html",
        ["listing: AT_TRIM_HORIZON"],
    ),
    "still there": Reason(
        "A stream might be read and written in the DELETING state until the deletion is complete: so it has its shards.",
        f"{API}API_DeleteStream.html",
        ["creating: while deleting, summary"],
    ),
    "count": Reason(
        "In provisioned mode the number of shards must be specified.",
        f"{API}API_CreateStream.html",
        ["creating: no count", "creating: what has no count, deleted"],
    ),
    "key": Reason(
        "NewStartingHashKey lies inside the range, so that both children have keys. The sandbox refuses one key more at the lower end, as the service's own words do: greater than one plus the StartingHashKey, less than the EndingHashKey.",
        f"{API}API_SplitShard.html",
        ["splitting: the shard's first key", "splitting: one key above its first", "splitting: its last key"],
    ),
    "closed": Reason(
        "ResourceInUseException is about a stream that is not ACTIVE; this one is. A shard that cannot be used is an InvalidArgumentException.",
        f"{API}API_MergeShards.html",
        ["splitting: the closed parent", "merging: the closed parents"],
    ),
    "token": Reason(
        "ListStreams takes a NextToken, which kinesis-local does not read.",
        f"{API}API_ListStreams.html",
        ["paging: streams by the token"],
    ),
    "constraints": Reason(
        "A field that is missing or breaks a constraint of the reference (a length, a range, a pattern, a set of values) is a validation error.",
        f"{API}CommonErrors.html",
        [
            "creating: no name", "creating: no shards", "creating: fewer than no shards",
            "splitting: key that is none", "splitting: key of forty digits", "splitting: no shard named", "splitting: no key named",
            "merging: no neighbour named", "merging: nothing named",
            "updating: to none", "updating: below none", "updating: another scaling", "updating: no scaling", "updating: no target",
            "listing: another filter", "listing: a filter without a type",
            "paging: streams, limit *", "paging: shards, most *",
            "monitoring: an unknown metric", "monitoring: no metric", "monitoring: no list",
            "tagging: no tags",
            "switching: another mode", "switching: no mode",
            "malformed: a name that is none", "malformed: an empty name", "malformed: a long name", "malformed: an ARN that is none",
        ],
    ),
    "action": Reason(
        "An action that there is not is an UnknownOperationException.",
        f"{API}CommonErrors.html",
        ["malformed: an action that is none"],
    ),
}


def reason_of(difference):
    """The name of the reason, or None."""
    for name, reason in REASONS.items():
        if any(fnmatch(difference.label, pattern) for pattern in reason.requests):
            return name
    return None
