"""What reads a stream goes along with its shards."""

from datetime import datetime, timezone

from .deployed import EndToEnd, changes
from .world import BUSY_SERVICE, MAPPING, SERVICE, SHARD, STREAM, mapping_policy, service_policy, stream_policy, world


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

    def test_tasks_are_there_before_the_shards_that_a_plan_adds(self):
        self.store(stream_policy(actuator={"reshard": {"calls_per_day": 0}}))
        self.minutes(3)
        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        self.minutes_until(lambda: self.tasks(SERVICE) > 4, most=10)
        self.assertLess(self.shards(STREAM), self.tasks(SERVICE))
        # And batches are fewer only when the shards are there.
        self.assertEqual(self.factor(MAPPING), 2)
        self.minutes_until(lambda: self.shards(STREAM) == self.tasks(SERVICE), most=10)
        self.minutes_until(lambda: self.factor(MAPPING) == 1, most=30)

    def test_a_deployment_has_no_tasks_go_though_each_has_less_to_do(self):
        # Of four tasks two thirds are in use, of eight one third.
        rules = [{"track": {"metric": "task_cpu_utilization", "target": 0.6, "tolerance": 0.2}}]
        self.store(service_policy(rules=rules, targets={"kind": "ecs-service", "names": [BUSY_SERVICE]}))
        self.minutes(3)
        self.sandbox.deploy_service(BUSY_SERVICE, 40 * 60)
        self.minutes(30)
        self.assertEqual(self.tasks(BUSY_SERVICE), 4)
        because = self.decisions("ecs-service", BUSY_SERVICE)[0]["because"]
        self.assertIn("a deployment is under way, during which nothing goes", because)

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
