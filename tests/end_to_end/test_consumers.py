"""What reads a stream goes along with its shards."""

from datetime import datetime, timezone

from .deployed import EndToEnd, changes
from .world import MAPPING, SERVICE, SHARD, STREAM, mapping_policy, service_policy, stream_policy, world


class Consumers(EndToEnd):
    def setUp(self):
        super().setUp()
        self.store(service_policy())
        self.store(mapping_policy())

    def test_tasks_and_batches_follow_the_shards_both_ways(self):
        self.store(stream_policy())
        self.minutes(3)
        self.assertEqual((self.shards(STREAM), self.tasks(SERVICE), self.factor(MAPPING)), (4, 4, 2))

        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        self.minutes_until(lambda: self.tasks(SERVICE) == self.shards(STREAM) >= 8, most=20)
        self.minutes_until(lambda: self.factor(MAPPING) == 1, most=30)

        self.sandbox.load_stream(STREAM, SHARD)
        self.minutes_until(lambda: self.shards(STREAM) == 4, most=90)
        self.minutes_until(lambda: (self.tasks(SERVICE), self.factor(MAPPING)) == (4, 2), most=20)
        because = self.decisions("event-source-mapping", MAPPING)[0]["because"]
        self.assertIn(f"kinesis-stream/{STREAM} has 4, and both multiplied are to make 8", because)

    def test_nothing_scales_in_while_nothing_is_known_of_the_stream(self):
        # Half of the tasks would do, as far as the processors tell.
        reports = self.minutes(20)
        self.assertEqual(changes(reports), [])
        self.assertEqual((self.tasks(SERVICE), self.factor(MAPPING)), (4, 2))
        for target in (("ecs-service", SERVICE), ("event-source-mapping", MAPPING)):
            self.assertIn("missing data never scales in", self.decisions(*target)[0]["because"])

    def test_the_api_explains_them(self):
        self.sandbox.become(world(datetime.now(timezone.utc), history_minutes=60))
        for target in (f"ecs-service/{SERVICE}", f"event-source-mapping/{MAPPING}"):
            with self.subTest(target=target):
                explained = self.api.get(f"/v1/targets/{target}/explain")
                self.assertEqual(explained.status, 200, explained.text)
                self.assertEqual(explained.json["rules"][0]["rule"], "follow")
