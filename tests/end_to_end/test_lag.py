"""Consumers that fall behind get shards, and keep them until they have read what there is."""

from .deployed import EndToEnd
from .world import SHARD, STREAM, stream_policy

RULES = [{"track": {"metric": "write_utilization", "target": 0.8}}, {"catch_up": {"within": "15m"}}]
GUARDS = {"scale_in": {"cooldown": "0s", "stabilization": "0s"}, "lag": {"at_most": "1m"}}


class Lag(EndToEnd):
    def consumer(self):
        return self.sandbox.stream(STREAM)["consumer"]

    def test_consumers_catch_up_with_more_shards_which_go_only_when_all_is_read(self):
        self.store(stream_policy(rules=RULES, guards=GUARDS, actuator={}, bounds={"min": 4, "max": 12}))
        self.minutes(5)
        self.assertEqual(self.shards(STREAM), 4)
        # Half of a shard's worth is written to each shard in a second.
        self.sandbox.set_consumer(STREAM, 0.35 * SHARD)
        self.minutes_until(lambda: self.shards(STREAM) > 5, most=60)
        merged = lambda: [call for call in self.sandbox.calls() if call["action"] == "MergeShards"]
        self.sandbox.set_consumer(STREAM, 0.6 * SHARD)
        for _ in range(90):
            before = self.consumer()["unread_bytes"]
            self.minute()
            if merged():
                break
        self.assertTrue(merged(), "no shard goes though consumers have caught up")
        # What is written to all shards in two minutes: consumers were less behind.
        self.assertLess(before, 2 * 60 * 2 * SHARD)
        self.minutes_until(lambda: self.shards(STREAM) == 4, most=60)
        self.assertEqual(self.consumer()["undrained_shards"], 0)
