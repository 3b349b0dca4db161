"""The world of these tests: loads stand still until a test changes them."""

from datetime import datetime, timezone

from local.sandbox import rfc3339

# A Saturday, far from every change of clocks.
BEGINNING = datetime(2026, 11, 21, 8, 0, tzinfo=timezone.utc)

STREAM, OTHER_STREAM, CLUSTER, QUIET_CLUSTER = "clicks", "orders", "j-ENDTOEND1", "j-ENDTOEND2"
# A stream that is too small for its policy, and one that is too large.
SMALL_STREAM, LARGE_STREAM = "payments", "receipts"
# A stream whose single shards are watched.
WATCHED_STREAM = "views"
# What reads the first stream: an ECS service, and by a mapping a Lambda function.
SERVICE, MAPPING = "readers.clicks", "14e0db71-5d35-4eb5-b481-8945cf9d10c2"
# A service that has to do for some of its tasks.
BUSY_SERVICE = "readers.views"
# Guards that let capacity go soon.
SOON = {"scale_in": {"cooldown": "10m", "stabilization": "5m"}}
# What one shard takes, in bytes a second.
SHARD = 1_048_576


def world(moment, history_minutes=0):
    calm = {"constant": {"bytes": 2 * SHARD, "records": 2000}}
    return {
        "start": rfc3339(moment),
        "history_minutes": history_minutes,
        "streams": [{"name": name, "shards": 4, "load": calm} 
                    for name in (STREAM, OTHER_STREAM, SMALL_STREAM, LARGE_STREAM, WATCHED_STREAM)],
        "clusters": [
            {
                "id": CLUSTER,
                "name": "end-to-end",
                "core": 2,
                "task": 2,
                "load": {"container_seconds": 60, "arrivals": {"constant": {"containers_per_minute": 8}}},
            },
            {
                "id": QUIET_CLUSTER,
                "name": "quiet",
                "core": 2,
                "task": 2,
                "load": {"container_seconds": 60, "arrivals": {"constant": {"containers_per_minute": 1}}},
            },
        ],
        "services": [
            {"cluster": "readers", "name": "clicks", "tasks": 4, "cpu": 1},
            {"cluster": "readers", "name": "views", "tasks": 4, "cpu": 2.6},
        ],
        "mappings": [{"uuid": MAPPING, "function": "enrich", "stream": STREAM, "factor": 2}],
    }


def stream_policy(name=STREAM, **changed):
    return {
        "name": name,
        "targets": {"kind": "kinesis-stream", "names": [name]},
        "bounds": {"min": 2, "max": 16},
        "rules": [{"track": {"metric": "write_utilization", "target": 0.5, "tolerance": 0.1}}],
        "guards": SOON,
        "actuator": {"reshard": {"operations": False}},
    } | changed


def reshard_policy(name, **bounds):
    """A policy that brings a stream into its bounds by splits and merges."""
    return stream_policy(name, bounds={"min": 1, "max": 16} | bounds, actuator={})


def watching_policy(when):
    """A policy that has the metrics of single shards sent: `always` or `never`."""
    rules = [{"track": {"metric": "write_demand", "target": 0.5, "tolerance": 0.1}}]
    return stream_policy(WATCHED_STREAM, rules=rules, actuator={"reshard": {"monitor_shards": when}})


def selecting_policy(**selecting):
    """A policy for every stream that fits its patterns and has its tags."""
    return stream_policy(name="selecting", targets={"kind": "kinesis-stream"} | selecting)


def cluster_policy(**changed):
    return {
        "name": "cluster",
        "targets": {"kind": "emr-cluster", "names": [CLUSTER]},
        "bounds": {"min": 1, "max": 10},
        "rules": [{"track": {"metric": "memory_utilization", "target": 0.6, "tolerance": 0.1}}],
        "guards": SOON,
    } | changed


def quiet_cluster_policy():
    """It has nodes to spare, and they stay until most of their paid hour is used."""
    at_once = {"cooldown": "0s", "stabilization": "0s"}
    return cluster_policy() | {
        "name": "quiet-cluster",
        "targets": {"kind": "emr-cluster", "names": [QUIET_CLUSTER]},
        "guards": {"scale_in": at_once, "billing": {"period": "1h", "used": "50m"}},
    }


def service_policy(**changed):
    """A task for each shard of the first stream, there before the shards are; and as many as have to do."""
    return {
        "name": "readers",
        "targets": {"kind": "ecs-service", "names": [SERVICE]},
        "bounds": {"min": 1, "max": 32},
        "rules": [
            {"follow": {"kind": "kinesis-stream", "name": STREAM, "order": "before"}},
            {"track": {"metric": "task_cpu_utilization", "target": 0.9}},
        ],
        "guards": SOON,
    } | changed


def mapping_policy(**changed):
    """Eight batches in work at once, of however many shards."""
    return {
        "name": "enrich",
        "targets": {"kind": "event-source-mapping", "names": [MAPPING]},
        "bounds": {"min": 1, "max": 10},
        "rules": [{"follow": {"kind": "kinesis-stream", "name": STREAM, "together": 8}}],
        "guards": SOON,
    } | changed
