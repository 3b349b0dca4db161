"""What is played to both: requests in their order, and the times between them."""

from dataclasses import dataclass, field

LAST_KEY = 2**128 - 1
ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/"


@dataclass
class Request:
    label: str
    action: str
    body: dict
    # Sent without a pause after the one before it.
    at_once: bool = False


@dataclass
class Settle:
    stream: str


@dataclass
class Script:
    """Each chapter has streams of its own, so that a difference in one is none in another."""

    steps: list = field(default_factory=list)
    chapter: str = ""

    def ask(self, label, action, at_once=False, **body):
        self.steps.append(Request(f"{self.chapter}: {label}", action, body, at_once))

    def settle(self, stream):
        self.steps.append(Settle(stream))

    def create(self, stream, shards, **more):
        self.ask(f"create {stream}", "CreateStream", StreamName=stream, ShardCount=shards, **more)
        self.settle(stream)

    def delete(self, stream):
        self.ask(f"delete {stream}", "DeleteStream", StreamName=stream)
        self.settle(stream)

    def look(self, when, stream):
        """How it stands, and which shards are open."""
        self.ask(f"{when}, summary", "DescribeStreamSummary", StreamName=stream)
        self.ask(f"{when}, open shards", "ListShards", StreamName=stream, ShardFilter={"Type": "AT_LATEST"})
        self.ask(f"{when}, all shards", "ListShards", StreamName=stream)


def shard(number):
    return f"shardId-{number:012}"


def script():
    script = Script()
    chapters = [creating, splitting, merging, updating, limits, listing, paging, monitoring, tagging, switching, malformed]
    for chapter in chapters:
        script.chapter = chapter.__name__
        chapter(script)
    return script.steps


def creating(s):
    s.ask("no streams", "ListStreams")
    s.ask("not there", "DescribeStreamSummary", StreamName="nowhere")
    s.ask("not there, deleted", "DeleteStream", StreamName="nowhere")
    s.ask("create", "CreateStream", StreamName="born", ShardCount=2)
    s.ask("while creating, summary", "DescribeStreamSummary", StreamName="born")
    s.ask("while creating, split", "SplitShard", StreamName="born", ShardToSplit=shard(0), NewStartingHashKey=str(2**126))
    s.ask("while creating, update", "UpdateShardCount", StreamName="born", TargetShardCount=4, ScalingType="UNIFORM_SCALING")
    s.ask("while creating, create again", "CreateStream", StreamName="born", ShardCount=2)
    s.settle("born")
    s.look("created", "born")
    s.ask("by ARN", "DescribeStreamSummary", StreamARN=ARN + "born")
    s.ask("no shards", "CreateStream", StreamName="none", ShardCount=0)
    s.ask("fewer than no shards", "CreateStream", StreamName="none", ShardCount=-1)
    s.ask("no name", "CreateStream", ShardCount=1)
    s.ask("more shards than the account may have", "CreateStream", StreamName="huge", ShardCount=61)
    s.delete("born")
    s.create("gone", 2)
    s.ask("delete", "DeleteStream", StreamName="gone")
    s.ask("while deleting, summary", "DescribeStreamSummary", StreamName="gone")
    s.settle("gone")
    s.ask("deleted, summary", "DescribeStreamSummary", StreamName="gone")
    s.create("gone", 1)
    s.look("created anew", "gone")
    s.delete("gone")
    s.ask("no count", "CreateStream", StreamName="uncounted")
    s.settle("uncounted")
    s.ask("what has no count, deleted", "DeleteStream", StreamName="uncounted")
    s.settle("uncounted")
    s.create("twin", 2)
    s.ask("create again", "CreateStream", StreamName="twin", ShardCount=2)
    s.settle("twin")
    s.ask("delete the twin", "DeleteStream", StreamName="twin")
    s.ask("while deleting, delete", "DeleteStream", StreamName="twin")
    s.ask("while deleting, split", "SplitShard", StreamName="twin", ShardToSplit=shard(0), NewStartingHashKey=str(2**126))
    s.settle("twin")
    s.ask("create the doomed", "CreateStream", StreamName="doomed", ShardCount=2)
    s.ask("while creating, delete", "DeleteStream", StreamName="doomed")
    s.settle("doomed")
    s.ask("what was not deleted, deleted", "DeleteStream", StreamName="doomed")
    s.settle("doomed")


def splitting(s):
    def split(label, number, key, stream="split", **more):
        s.ask(label, "SplitShard", StreamName=stream, ShardToSplit=number, NewStartingHashKey=str(key), **more)

    s.create("split", 2)
    split("unknown stream", shard(0), 5, stream="nowhere")
    split("unknown shard", shard(7), 5)
    split("no shard id", "abc", 5)
    split("key below the shard", shard(1), 5)
    split("key above the shard", shard(0), LAST_KEY - 5)
    split("key that is none", shard(0), "many")
    split("key of forty digits", shard(0), 10**39)
    split("in the middle", shard(0), 2**126)
    s.look("under way", "split")
    split("another under way", shard(1), 3 * 2**126)
    split("nonsense under way", shard(7), 5)
    s.ask("a merge under way", "MergeShards", StreamName="split", ShardToMerge=shard(0), AdjacentShardToMerge=shard(1))
    s.ask("an update under way", "UpdateShardCount", StreamName="split", TargetShardCount=3, ScalingType="UNIFORM_SCALING")
    s.settle("split")
    s.look("after it", "split")
    split("at any key", shard(1), 2**127 + 12345)
    s.settle("split")
    s.look("after an uneven one", "split")
    split("a child", shard(3), 2**126 + 2)
    s.settle("split")
    s.look("after a child's", "split")
    split("by the number alone", "1-4", 2**127 + 99)
    s.ask("no shard named", "SplitShard", StreamName="split", NewStartingHashKey="5")
    s.ask("no key named", "SplitShard", StreamName="split", ShardToSplit=shard(1))
    s.ask("no stream named", "SplitShard", ShardToSplit=shard(1), NewStartingHashKey="5")
    split("the closed parent", shard(0), 2**125)
    s.settle("split")
    s.delete("split")
    s.create("busy", 2)
    split("another split", shard(0), 2**126, stream="busy")
    s.ask("a deletion under way", "DeleteStream", StreamName="busy")
    s.settle("busy")
    s.ask("what was not deleted, deleted", "DeleteStream", StreamName="busy")
    s.settle("busy")
    # Each on a stream of its own: one of the two may take it.
    edges = {"the shard's first key": 2**127, "one key above its first": 2**127 + 1, "its last key": LAST_KEY}
    for number, (label, key) in enumerate(edges.items()):
        s.create(f"edge-{number}", 2)
        split(label, shard(1), key, stream=f"edge-{number}")
        s.settle(f"edge-{number}")
        s.delete(f"edge-{number}")


def merging(s):
    def merge(label, one, other, stream="merge"):
        s.ask(label, "MergeShards", StreamName=stream, ShardToMerge=one, AdjacentShardToMerge=other)

    s.create("merge", 4)
    merge("unknown stream", shard(0), shard(1), stream="nowhere")
    merge("unknown shard", shard(9), shard(1))
    merge("unknown neighbour", shard(0), shard(9))
    merge("not adjacent", shard(0), shard(2))
    merge("the first and the last", shard(3), shard(0))
    merge("itself", shard(1), shard(1))
    merge("adjacent", shard(0), shard(1))
    s.look("under way", "merge")
    merge("another under way", shard(2), shard(3))
    merge("nonsense under way", shard(0), shard(2))
    s.settle("merge")
    s.look("after it", "merge")
    merge("the closed parents", shard(0), shard(1))
    merge("a child and its neighbour", shard(4), shard(2))
    s.settle("merge")
    s.look("after a child's", "merge")
    merge("the last two", shard(5), shard(3))
    s.settle("merge")
    s.look("one shard", "merge")
    s.ask("no neighbour named", "MergeShards", StreamName="merge", ShardToMerge=shard(6))
    s.ask("nothing named", "MergeShards", StreamName="merge")
    s.delete("merge")
    s.create("inverted", 2)
    merge("upper before lower", shard(1), shard(0), stream="inverted")
    s.settle("inverted")
    s.delete("inverted")


def updating(s):
    def update(label, target, stream="update", **more):
        body = {"StreamName": stream, "TargetShardCount": target, "ScalingType": "UNIFORM_SCALING"} | more
        s.ask(label, "UpdateShardCount", **body)

    s.create("update", 4)
    update("unknown stream", 4, stream="nowhere")
    update("to none", 0)
    update("below none", -4)
    update("more than twice", 9)
    update("less than half", 1)
    update("another scaling", 8, ScalingType="OTHER")
    s.ask("no scaling", "UpdateShardCount", StreamName="update", TargetShardCount=8)
    s.ask("no target", "UpdateShardCount", StreamName="update", ScalingType="UNIFORM_SCALING")
    update("doubled", 8)
    update("another under way", 6)
    s.ask("a split under way", "SplitShard", StreamName="update", ShardToSplit=shard(0), NewStartingHashKey=str(2**124))
    s.ask("under way, summary", "DescribeStreamSummary", StreamName="update")
    s.settle("update")
    s.look("doubled", "update")
    update("halved", 4)
    s.settle("update")
    s.look("halved", "update")
    update("to an odd number", 5)
    s.settle("update")
    s.look("odd", "update")
    update("half of an odd number, rounded up", 3)
    s.settle("update")
    s.look("half of odd", "update")
    update("as many as there are", 3)
    s.settle("update")
    s.delete("update")
    s.create("odd", 5)
    update("less than half of an odd number", 2, stream="odd")
    s.settle("odd")
    s.delete("odd")
    s.create("mixed", 2)
    s.ask("an uneven split", "SplitShard", StreamName="mixed", ShardToSplit=shard(0), NewStartingHashKey="1000")
    s.settle("mixed")
    update("from a mixed layout", 4, stream="mixed")
    s.settle("mixed")
    s.look("from a mixed layout", "mixed")
    s.delete("mixed")


def limits(s):
    s.ask("limits", "DescribeLimits")
    s.create("daily", 2)
    for call in range(10):
        body = {"StreamName": "daily", "TargetShardCount": 2 + (call + 1) % 2, "ScalingType": "UNIFORM_SCALING"}
        s.ask(f"call {call + 1} of the day", "UpdateShardCount", **body)
        s.settle("daily")
    s.ask("call 11 of the day", "UpdateShardCount", StreamName="daily", TargetShardCount=3, ScalingType="UNIFORM_SCALING")
    s.settle("daily")
    s.create("wide", 40)
    s.ask("an update past the account's shards", "UpdateShardCount", StreamName="wide", TargetShardCount=70, ScalingType="UNIFORM_SCALING")
    s.ask("a stream past the account's shards", "CreateStream", StreamName="more", ShardCount=30)
    s.delete("wide")
    s.delete("daily")
    for call in range(7):
        s.ask(f"list {call + 1} at once", "ListStreams", at_once=call > 0)
    for call in range(2):
        s.ask(f"limits {call + 1} at once", "DescribeLimits", at_once=call > 0)


def listing(s):
    s.create("list", 4)
    s.ask("a split", "SplitShard", StreamName="list", ShardToSplit=shard(0), NewStartingHashKey=str(2**125))
    s.settle("list")
    for kind in ["AT_LATEST", "AT_TRIM_HORIZON", "FROM_TRIM_HORIZON"]:
        s.ask(kind, "ListShards", StreamName="list", ShardFilter={"Type": kind})
    s.ask("AFTER_SHARD_ID", "ListShards", StreamName="list", ShardFilter={"Type": "AFTER_SHARD_ID", "ShardId": shard(3)})
    s.ask("AFTER_SHARD_ID, none named", "ListShards", StreamName="list", ShardFilter={"Type": "AFTER_SHARD_ID"})
    s.ask("AT_TIMESTAMP, none named", "ListShards", StreamName="list", ShardFilter={"Type": "AT_TIMESTAMP"})
    s.ask("FROM_TIMESTAMP, none named", "ListShards", StreamName="list", ShardFilter={"Type": "FROM_TIMESTAMP"})
    s.ask("FROM_TIMESTAMP of long ago", "ListShards", StreamName="list", ShardFilter={"Type": "FROM_TIMESTAMP", "Timestamp": 1000})
    s.ask("another filter", "ListShards", StreamName="list", ShardFilter={"Type": "OTHER"})
    s.ask("a filter without a type", "ListShards", StreamName="list", ShardFilter={})
    s.ask("after a shard", "ListShards", StreamName="list", ExclusiveStartShardId=shard(2))
    s.ask("unknown stream", "ListShards", StreamName="nowhere")
    s.ask("no stream", "ListShards")
    s.ask("a stream by ARN", "ListShards", StreamARN=ARN + "list", ShardFilter={"Type": "AT_LATEST"})
    s.delete("list")


def paging(s):
    for name in ["page-a", "page-b", "page-c"]:
        s.create(name, 1)
    s.ask("all streams", "ListStreams")
    s.ask("two streams", "ListStreams", Limit=2)
    s.ask("the rest of the streams", "ListStreams", ExclusiveStartStreamName="page-b")
    s.ask("streams by the token", "ListStreams", NextToken="$token of two streams")
    s.ask("streams, limit 0", "ListStreams", Limit=0)
    s.ask("streams, limit 10001", "ListStreams", Limit=10001)
    s.create("pages", 5)
    s.ask("two shards", "ListShards", StreamName="pages", MaxResults=2)
    s.ask("two more", "ListShards", NextToken="$token of two shards", MaxResults=2)
    s.ask("the last", "ListShards", NextToken="$token of two more", MaxResults=2)
    s.ask("a token and a stream", "ListShards", StreamName="pages", NextToken="$token of two shards")
    s.ask("a token and a filter", "ListShards", NextToken="$token of two shards", ShardFilter={"Type": "AT_LATEST"})
    s.ask("a token that is none", "ListShards", NextToken="abc")
    s.ask("shards, most 0", "ListShards", StreamName="pages", MaxResults=0)
    s.ask("shards, most 10001", "ListShards", StreamName="pages", MaxResults=10001)
    s.ask("open shards by two", "ListShards", StreamName="pages", MaxResults=2, ShardFilter={"Type": "AT_LATEST"})
    s.ask("open shards, two more", "ListShards", NextToken="$token of open shards by two", MaxResults=2)
    for name in ["page-a", "page-b", "page-c", "pages"]:
        s.delete(name)


def monitoring(s):
    def monitor(label, action, metrics, stream="watched"):
        s.ask(label, f"{action}EnhancedMonitoring", StreamName=stream, ShardLevelMetrics=metrics)

    s.create("watched", 1)
    monitor("enable one", "Enable", ["IncomingBytes"])
    s.settle("watched")
    monitor("enable another", "Enable", ["IncomingRecords"])
    s.settle("watched")
    s.ask("summary of two", "DescribeStreamSummary", StreamName="watched")
    monitor("enable all", "Enable", ["ALL"])
    s.settle("watched")
    s.ask("summary of all", "DescribeStreamSummary", StreamName="watched")
    monitor("disable one", "Disable", ["OutgoingBytes"])
    s.settle("watched")
    monitor("disable one that is not enabled", "Disable", ["OutgoingBytes"])
    s.settle("watched")
    monitor("disable all", "Disable", ["ALL"])
    s.settle("watched")
    s.ask("summary of none", "DescribeStreamSummary", StreamName="watched")
    monitor("an unknown metric", "Enable", ["Other"])
    monitor("no metric", "Enable", [])
    s.ask("no list", "EnableEnhancedMonitoring", StreamName="watched")
    monitor("unknown stream", "Enable", ["ALL"], stream="nowhere")
    monitor("unknown stream, disable", "Disable", ["ALL"], stream="nowhere")
    s.delete("watched")


def tagging(s):
    s.create("tagged", 1, Tags={"team": "data"})
    s.ask("tags from the creation", "ListTagsForStream", StreamName="tagged")
    s.ask("add", "AddTagsToStream", StreamName="tagged", Tags={"env": "test", "auxo": "yes"})
    s.ask("list", "ListTagsForStream", StreamName="tagged")
    s.ask("overwrite", "AddTagsToStream", StreamName="tagged", Tags={"env": "prod"})
    s.ask("list a page", "ListTagsForStream", StreamName="tagged", Limit=1)
    s.ask("list the rest", "ListTagsForStream", StreamName="tagged", ExclusiveStartTagKey="auxo")
    s.ask("list by the resource", "ListTagsForResource", ResourceARN=ARN + "tagged")
    s.ask("remove", "RemoveTagsFromStream", StreamName="tagged", TagKeys=["env", "never-there"])
    s.ask("list what is left", "ListTagsForStream", StreamName="tagged")
    s.ask("no tags", "AddTagsToStream", StreamName="tagged")
    s.ask("fifty-one tags", "AddTagsToStream", StreamName="tagged", Tags={f"key-{n}": "x" for n in range(51)})
    s.ask("add to an unknown stream", "AddTagsToStream", StreamName="nowhere", Tags={"a": "b"})
    s.ask("list of an unknown stream", "ListTagsForStream", StreamName="nowhere")
    s.ask("remove from an unknown stream", "RemoveTagsFromStream", StreamName="nowhere", TagKeys=["a"])
    s.delete("tagged")


def switching(s):
    def switch(label, mode, stream="mode"):
        s.ask(label, "UpdateStreamMode", StreamARN=ARN + stream, StreamModeDetails={"StreamMode": mode})

    s.create("mode", 2)
    switch("to on demand", "ON_DEMAND")
    switch("back, while updating", "PROVISIONED")
    s.settle("mode")
    s.ask("on demand, summary", "DescribeStreamSummary", StreamName="mode")
    s.ask("limits with one on demand", "DescribeLimits")
    switch("back", "PROVISIONED")
    s.settle("mode")
    s.ask("provisioned again, summary", "DescribeStreamSummary", StreamName="mode")
    switch("unknown stream", "ON_DEMAND", stream="nowhere")
    switch("another mode", "OTHER")
    s.ask("no mode", "UpdateStreamMode", StreamARN=ARN + "mode")
    s.ask("create on demand", "CreateStream", StreamName="demand", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    s.settle("demand")
    s.ask("created on demand, open shards", "ListShards", StreamName="demand", ShardFilter={"Type": "AT_LATEST"})
    s.ask("warm throughput without a commitment", "UpdateStreamWarmThroughput", StreamName="demand", WarmThroughputMiBps=100)
    s.settle("demand")
    s.ask("on demand, update", "UpdateShardCount", StreamName="demand", TargetShardCount=5, ScalingType="UNIFORM_SCALING")
    s.settle("demand")
    s.ask("on demand, split", "SplitShard", StreamName="demand", ShardToSplit=shard(3), NewStartingHashKey=str(2**128 - 2**100))
    s.settle("demand")
    s.ask("on demand, merge", "MergeShards", StreamName="demand", ShardToMerge=shard(1), AdjacentShardToMerge=shard(2))
    s.settle("demand")
    s.delete("demand")
    switch("a third time", "ON_DEMAND")
    s.settle("mode")
    s.delete("mode")


def malformed(s):
    s.ask("an action that is none", "ScaleStream", StreamName="x")
    s.ask("a name that is none", "DescribeStreamSummary", StreamName="not a name!")
    s.ask("an empty name", "DescribeStreamSummary", StreamName="")
    s.ask("a long name", "DescribeStreamSummary", StreamName="x" * 129)
    s.ask("no name", "DescribeStreamSummary")
    s.ask("an ARN that is none", "DescribeStreamSummary", StreamARN="not:an:arn")
    s.ask("a name that is a number", "DescribeStreamSummary", StreamName=5)
    s.ask("a target that is a word", "UpdateShardCount", StreamName="x", TargetShardCount="many", ScalingType="UNIFORM_SCALING")
    s.ask("a list that is a word", "EnableEnhancedMonitoring", StreamName="x", ShardLevelMetrics="ALL")
