"""Shards are split and merged one by one, whatever happens in between."""

from concurrent.futures import ThreadPoolExecutor

from local.sandbox import rfc3339
from local.ticks import TickFailed
from local.wait import until

from .deployed import MINUTE, EndToEnd
from .running import kill
from .somebody import kinesis
from .world import LARGE_STREAM, SHARD, SMALL_STREAM, STREAM, reshard_policy, stream_policy

RESHARDING = {"UpdateShardCount", "SplitShard", "MergeShards"}
DEMAND = [{"track": {"metric": "write_demand", "target": 0.8, "tolerance": 0, "look_ahead": "2m"}}]


class Resharding(EndToEnd):
    def done(self, action):
        calls = [call for call in self.sandbox.calls() if call["action"] == action]
        return len([call for call in calls if call["outcome"] == "ok"])

    def test_a_stream_grows_by_splits_and_shrinks_by_merges_without_a_call(self):
        self.store(stream_policy(rules=DEMAND, actuator={}))
        self.minutes(3)
        self.sandbox.load_stream(STREAM, 4.1 * SHARD)
        self.minutes_until(lambda: self.shards(STREAM) >= 6, most=20)
        self.sandbox.load_stream(STREAM, SHARD)
        self.minutes_until(lambda: self.shards(STREAM) == 2, most=60)
        self.assertEqual(self.done("UpdateShardCount"), 0)
        steps = [each["act"].get("reshard") for each in self.decisions("kinesis-stream", STREAM)]
        self.assertEqual({step["operation"] for step in steps if step}, {"split", "merge"})
        self.assertIsNone(self.api.get(f"/v1/targets/kinesis-stream/{STREAM}").json["plan"])

    def test_a_far_way_survives_a_function_that_dies_on_it(self):
        self.store(reshard_policy(SMALL_STREAM, min=16) | {"actuator": {"reshard": {"calls_per_day": 0}}})
        self.minutes_until(lambda: self.shards(SMALL_STREAM) > 5, most=10)
        self.sandbox.fault("SplitShard", "hang", times=1)
        function = self.system.deployment.scale_streams
        with ThreadPoolExecutor(1) as background:
            for _ in range(5):
                self.now += MINUTE
                self.sandbox.set_clock(self.now)
                tick = background.submit(self.system.ticks.invoke, function, {"time": rfc3339(self.now)})
                until(lambda: tick.done() or self.sandbox.held_calls(), 30, "the tick neither ends nor acts")
                if self.sandbox.held_calls():
                    break
            self.assertTrue(self.sandbox.held_calls(), "five minutes have passed without a split")
            kill(self.system.stack, function)
            with self.assertRaises(TickFailed):
                tick.result()
        self.sandbox.heal()
        self.minutes_until(lambda: self.shards(SMALL_STREAM) == 16, most=30)
        self.assertEqual(self.done("SplitShard"), 12)

    def test_a_split_whose_answer_is_lost_is_not_done_twice(self):
        self.store(reshard_policy(SMALL_STREAM, min=8))
        self.sandbox.fault("SplitShard", "lost_answer", times=2)
        self.minutes_until(lambda: self.shards(SMALL_STREAM) == 8, most=30)
        self.minutes(5)
        self.assertEqual(self.shards(SMALL_STREAM), 8)

    def test_a_merge_that_is_refused_is_recorded_and_tried_again(self):
        self.store(reshard_policy(LARGE_STREAM, max=2))
        self.sandbox.fault("MergeShards", "access_denied", times=1)
        refused = [each for report in self.minute() for each in report["refused"]]
        self.assertIn("kinesis:MergeShards", refused[0]["message"])
        self.minutes_until(lambda: self.shards(LARGE_STREAM) == 2, most=10)

    def test_calls_of_somebody_else_count_and_when_all_are_spent_splits_go_on(self):
        policy = stream_policy(rules=DEMAND, actuator={})
        self.store(policy | {"guards": {"pause": {"direction": "all"}}})
        self.minutes(3)
        somebody = kinesis(self.system.stack)
        for shards in (5, 4) * 5:
            somebody.update_shard_count(StreamName=STREAM, TargetShardCount=shards, ScalingType="UNIFORM_SCALING")
            self.minutes_until(lambda: self.shards(STREAM) == shards, most=5)
            self.minutes(2)
        newest = self.decisions("kinesis-stream", STREAM)[0]
        self.assertEqual(newest["budget"]["calls"]["left"], 0, newest["budget"])
        self.store(policy)
        self.sandbox.forget_calls()
        self.sandbox.load_stream(STREAM, 7.5 * SHARD)
        self.minutes_until(lambda: self.shards(STREAM) >= 8, most=20)
        asked = [call["action"] for call in self.sandbox.calls() if call["action"] in RESHARDING]
        self.assertEqual(set(asked), {"SplitShard"})
