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
class Sweep:
    """Deletes a stream that may be gone: kinesis-local sometimes does later what it has refused."""

    stream: str


@dataclass
class Script:
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

    def sweep(self, stream):
        self.steps += [Settle(stream), Sweep(stream), Settle(stream)]

    def look(self, when, stream):
        """How it stands, and which shards are open."""
        self.ask(f"{when}, summary", "DescribeStreamSummary", StreamName=stream)
        self.ask(f"{when}, open shards", "ListShards", StreamName=stream, ShardFilter={"Type": "AT_LATEST"})
        self.ask(f"{when}, all shards", "ListShards", StreamName=stream)


def shard(number):
    return f"shardId-{number:012}"
