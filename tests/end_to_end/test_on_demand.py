"""What Kinesis scales itself is watched, and scaled from the day on which it is provisioned."""

from local.stack import REGION

from .deployed import EndToEnd
from .somebody import kinesis
from .world import BEGINNING, SHARD, STREAM, stream_policy, world

ARN = f"arn:aws:kinesis:{REGION}:000000000000:stream/{STREAM}"
RESHARDING = {"UpdateShardCount", "SplitShard", "MergeShards"}


class OnDemand(EndToEnd):
    def setUp(self):
        super().setUp()
        changed = world(BEGINNING)
        next(stream for stream in changed["streams"] if stream["name"] == STREAM)["mode"] = "ON_DEMAND"
        self.sandbox.become(changed)

    def resharded(self):
        return [call for call in self.sandbox.calls() if call["action"] in RESHARDING]

    def test_a_stream_on_demand_is_watched_and_advised_about(self):
        # Neither the load, nor bounds, nor somebody's word changes it.
        manual = {"manual": {"capacity": 12, "until": "2026-12-01T00:00:00Z"}}
        self.store(stream_policy(bounds={"min": 8, "max": 16}, guards=manual))
        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        reports = self.minutes(5)
        self.assertEqual([report["failed"] for report in reports if report["failed"]], [])
        self.assertEqual(self.resharded(), [])
        target = self.api.get(f"/v1/targets/kinesis-stream/{STREAM}").json
        self.assertEqual(target["readiness"], "on_demand")
        self.assertIn("the stream is on demand: Kinesis scales it, Auxo only watches", target["because"])
        newest = self.decisions("kinesis-stream", STREAM)[0]
        self.assertEqual(newest["action"], "hold")
        guards = {said["guard"]: (said["before"], said["after"]) for said in newest["guards"]}
        self.assertEqual(guards["on_demand"], (12, 4))
        costs = self.api.get(f"/v1/targets/kinesis-stream/{STREAM}/costs")
        self.assertEqual(costs.status, 200, costs.text)
        self.assertEqual(costs.json["mode"], "on-demand")

    def test_a_stream_that_is_provisioned_again_is_scaled(self):
        self.store(stream_policy())
        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        self.minutes(5)
        self.assertEqual(self.resharded(), [])
        kinesis(self.system.stack).update_stream_mode(StreamARN=ARN, StreamModeDetails={"StreamMode": "PROVISIONED"})
        self.minutes_until(lambda: self.shards(STREAM) >= 7, most=20)
        self.assertTrue(self.resharded())
