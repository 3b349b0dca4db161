"""Shards that get more than their part are found, whatever the stream as a whole shows."""

from .deployed import EndToEnd
from .world import SHARD, STREAM, stream_policy

DEMAND = [{"track": {"metric": "write_demand", "target": 0.8, "tolerance": 0, "look_ahead": "2m"}}]
SECOND_QUARTER = {"from": 0.25, "to": 0.5}
IN_THE_SECOND_QUARTER = str(2**128 * 5 // 16)


class HotShards(EndToEnd):
    def setUp(self):
        super().setUp()
        self.store(stream_policy(rules=DEMAND, actuator={}, bounds={"min": 4, "max": 12}))
        self.minutes(5)

    def done(self, action):
        calls = [call for call in self.sandbox.calls() if call["action"] == action]
        return len([call for call in calls if call["outcome"] == "ok"])

    def said(self):
        """What the newest decision says of single shards."""
        return self.decisions("kinesis-stream", STREAM)[0].get("shards") or {}

    def test_a_hot_shard_is_split_cold_ones_are_merged_and_watching_ends(self):
        self.sandbox.set_keys(STREAM, distribution={"range": SECOND_QUARTER | {"share": 0.6}})
        self.minutes_until(lambda: self.done("EnableEnhancedMonitoring"), most=10)
        self.minutes_until(lambda: self.done("SplitShard"), most=10)
        self.minutes_until(lambda: self.done("DisableEnhancedMonitoring"), most=60)
        self.minutes_until(lambda: self.done("MergeShards"), most=60)
        self.assertEqual(self.done("UpdateShardCount"), 0)
        self.assertEqual(self.done("EnableEnhancedMonitoring"), 1)
        self.assertEqual(self.said(), {})
        self.minutes(30)
        done = self.done("SplitShard"), self.done("MergeShards")
        self.minutes(60)
        self.assertEqual((self.done("SplitShard"), self.done("MergeShards")), done, "it comes to no rest")

    def test_a_hot_key_is_said_and_its_shard_is_split_once(self):
        self.sandbox.set_keys(STREAM, hot={"share": 0.6, "hash_key": IN_THE_SECOND_QUARTER})
        self.minutes_until(lambda: self.said().get("what") == "hot_key", most=30)
        self.minutes(60)
        self.assertEqual(self.done("SplitShard"), 1)
        self.assertEqual(self.done("DisableEnhancedMonitoring"), 1)
        told = self.api.get(f"/v1/targets/kinesis-stream/{STREAM}/decisions").json["items"][0]["because"]
        self.assertIn("a single key between the hash keys", told)
