"""Two at once, and one who dies."""

from concurrent.futures import ThreadPoolExecutor

from local.sandbox import rfc3339
from local.ticks import TickFailed
from local.wait import until

from .deployed import MINUTE, EndToEnd, changes
from .running import kill
from .world import SHARD, STREAM, stream_policy


class Claims(EndToEnd):
    def setUp(self):
        super().setUp()
        self.function = self.system.deployment.scale_streams
        self.store(stream_policy())
        self.minutes(3)
        self.sandbox.load_stream(STREAM, 3.8 * SHARD)

    def updates(self):
        return [call for call in self.sandbox.calls() if call["action"] == "UpdateShardCount"]

    def test_two_invocations_at_the_same_moment_act_once(self):
        for _ in range(10):
            reports = self.two_at_once()
            self.assertEqual([report["due"] for report in reports], [1, 1])
            conflicts = [target for report in reports for target in report["conflicts"]]
            self.assertEqual(conflicts, [f"kinesis-stream/{STREAM}"])
            if changes(reports):
                break
        self.assertEqual(len(changes(reports)), 1)
        self.assertEqual(len(self.updates()), 1)

    def two_at_once(self):
        """The next minute twice. Neither looks at the stream before both have read its memory."""
        self.now += MINUTE
        self.sandbox.set_clock(self.now)
        event = {"time": rfc3339(self.now)}
        self.sandbox.fault("DescribeStreamSummary", "hang")
        with ThreadPoolExecutor(2) as both:
            reports = both.map(self.system.ticks.invoke, [self.function] * 2, [event] * 2)
            until(lambda: self.sandbox.held_calls() == 2, 30, "the two do not run at once")
            self.sandbox.heal()    # what was held fails, and is tried again
            return list(reports)

    def test_a_holder_that_dies_leaves_a_claim_that_lapses(self):
        self.sandbox.fault("UpdateShardCount", "hang", times=1)
        with ThreadPoolExecutor(1) as background:
            for _ in range(10):
                self.now += MINUTE
                self.sandbox.set_clock(self.now)
                tick = background.submit(self.system.ticks.invoke, self.function, {"time": rfc3339(self.now)})
                until(lambda: tick.done() or self.sandbox.held_calls(), 30, "the tick neither ends nor acts")
                if self.sandbox.held_calls():
                    break
            self.assertTrue(self.sandbox.held_calls(), "ten minutes have passed without an act")
            kill(self.system.stack, self.function)
            with self.assertRaises(TickFailed):
                tick.result()
        self.sandbox.heal()
        self.assertEqual(self.shards(STREAM), 4)

        self.assertEqual(changes(self.minute()), [], "the claim is still held")
        self.minutes_until(lambda: self.shards(STREAM) > 4, most=30)
        self.minutes(3)
        self.assertEqual(len([call for call in self.updates() if call["outcome"] == "ok"]), 1)
