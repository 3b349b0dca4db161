"""Load up, capacity up; load down, capacity down, in its time."""

from .deployed import EndToEnd, changes
from .world import CLUSTER, SHARD, STREAM, cluster_policy, stream_policy


class Scaling(EndToEnd):
    def test_a_stream_follows_its_load_both_ways(self):
        self.store(stream_policy())
        self.minutes(3)
        self.assertEqual(self.shards(STREAM), 4)

        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        self.minutes_until(lambda: self.shards(STREAM) >= 7, most=10)
        grown_at = self.now

        self.sandbox.load_stream(STREAM, SHARD)
        self.minutes_until(lambda: self.shards(STREAM) < 7, most=40)
        self.assertGreaterEqual((self.now - grown_at).total_seconds(), 600, "the cooldown was not waited for")

    def test_a_cluster_follows_its_load_both_ways(self):
        self.store(cluster_policy())
        self.minutes(3)
        before = self.task_nodes(CLUSTER)

        self.sandbox.load_cluster(CLUSTER, 30)
        self.minutes_until(lambda: self.task_nodes(CLUSTER) > before, most=20)
        grown, grown_at = self.task_nodes(CLUSTER), self.now

        self.sandbox.load_cluster(CLUSTER, 1)
        self.minutes_until(lambda: self.task_nodes(CLUSTER) < grown, most=60)
        self.assertGreaterEqual((self.now - grown_at).total_seconds(), 600, "the cooldown was not waited for")

    def test_without_metrics_nothing_scales_in_and_the_reason_says_so(self):
        self.store(stream_policy())
        self.minutes(3)
        self.sandbox.load_stream(STREAM, 0.1 * SHARD)
        self.sandbox.fault("GetMetricData", "withhold_metrics")
        reports = self.minutes(30)
        self.assertEqual(changes(reports), [])
        self.assertEqual(self.shards(STREAM), 4)
        self.assertIn("data", str(self.decisions("kinesis-stream", STREAM)))
