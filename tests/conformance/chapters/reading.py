"""Lists, filters and pages, enhanced monitoring, tags, and requests that cannot be read."""

from ..script import ARN, shard


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
