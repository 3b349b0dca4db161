"""Load up, capacity up; load down, capacity down, in its time."""

from datetime import timedelta

from local.sandbox import rfc3339

from .deployed import MINUTE, EndToEnd, changes
from .world import CLUSTER, SHARD, STREAM, cluster_policy, stream_policy

# Much longer than what scaling in waits for besides: samples of the new capacity, and a window.
COOLDOWN = timedelta(minutes=30)
PATIENT = {"scale_in": {"cooldown": "30m", "stabilization": "5m"}}


class Scaling(EndToEnd):
    def test_a_stream_follows_its_load_both_ways(self):
        self.store(stream_policy(guards=PATIENT))
        self.minutes(3)
        self.assertEqual(self.shards(STREAM), 4)

        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        self.minutes_until(lambda: self.shards(STREAM) >= 7, most=10)

        self.sandbox.load_stream(STREAM, SHARD)
        self.scales_in_as_soon_as_the_cooldown_is_over("kinesis-stream", STREAM, lambda: self.shards(STREAM))

    def test_a_cluster_follows_its_load_both_ways(self):
        self.store(cluster_policy(guards=PATIENT))
        self.minutes(3)
        before = self.task_nodes(CLUSTER)

        self.sandbox.load_cluster(CLUSTER, 30)
        self.minutes_until(lambda: self.task_nodes(CLUSTER) > before, most=20)

        self.sandbox.load_cluster(CLUSTER, 1)
        self.scales_in_as_soon_as_the_cooldown_is_over("emr-cluster", CLUSTER, lambda: self.task_nodes(CLUSTER))

    def scales_in_as_soon_as_the_cooldown_is_over(self, kind, id, units):
        change = self.change_inwards(most=90)
        arrived = self.api.get(f"/v1/targets/{kind}/{id}").json["scaled_out_at"]
        self.assertLessEqual(arrived, rfc3339(self.now - COOLDOWN), "the cooldown was not waited for")
        waited = [decision for decision in self.decisions(kind, id) if waits_for_the_cooldown(decision)]
        self.assertTrue(waited, "something else was waited for")
        self.assertEqual(waited[0]["until"], rfc3339(self.now - MINUTE), "more than the cooldown was waited for")
        self.minutes_until(lambda: units() < change["from"], most=10)

    def change_inwards(self, most):
        """The first one, in the minute in which it is asked for."""
        for _ in range(most):
            for change in changes(self.minute()):
                if change["to"] < change["from"]:
                    return change
        self.fail(f"{most} minutes have passed, and nothing was scaled in")

    def test_without_metrics_nothing_scales_in_and_the_reason_says_so(self):
        self.store(stream_policy())
        self.minutes(3)
        self.sandbox.load_stream(STREAM, 0.1 * SHARD)
        self.sandbox.fault("GetMetricData", "withhold_metrics")
        reports = self.minutes(30)
        self.assertEqual(changes(reports), [])
        self.assertEqual(self.shards(STREAM), 4)
        self.assertIn("data", str(self.decisions("kinesis-stream", STREAM)))


def waits_for_the_cooldown(decision):
    said = (guard for guard in decision["guards"] if guard["guard"] == "cooldown")
    return any(guard["before"] < guard["after"] for guard in said)
