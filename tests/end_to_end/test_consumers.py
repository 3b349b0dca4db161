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

    def test_tasks_are_there_before_the_shards_that_a_plan_adds_and_batches_go_after_them(self):
        self.store(stream_policy(actuator={"reshard": {"calls_per_day": 0}}))
        at_once = {"scale_in": {"cooldown": "0s", "stabilization": "0s"}}
        first = {"follow": {"kind": "kinesis-stream", "name": STREAM, "together": 8, "order": "before"}}
        self.store(mapping_policy(rules=[first], guards=at_once))
        self.minutes(3)
        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        self.minutes_until(lambda: self.tasks(SERVICE) > 4, most=10)
        self.assertLess(self.shards(STREAM), self.tasks(SERVICE))

        def shards_are_there():
            self.assertGreaterEqual(self.shards(STREAM) * self.factor(MAPPING), 8)
            return self.shards(STREAM) == self.tasks(SERVICE)

        self.minutes_until(shards_are_there, most=10)
        self.minutes_until(lambda: self.factor(MAPPING) == 1, most=5)

    def test_a_deployment_has_no_tasks_go_though_each_has_less_to_do(self):
        # Of four tasks two thirds are in use, of eight one third.
        rules = [{"track": {"metric": "task_cpu_utilization", "target": 0.6, "tolerance": 0.2}}]
        at_once = {"scale_in": {"cooldown": "0s", "stabilization": "0s"}}
        busy = {"kind": "ecs-service", "names": [BUSY_SERVICE]}
        self.store(service_policy(rules=rules, targets=busy, guards=at_once))
        self.minutes(3)
        self.sandbox.deploy_service(BUSY_SERVICE, 20 * 60)
        self.minutes(10)
        self.assertEqual(self.api.get(f"/v1/targets/ecs-service/{BUSY_SERVICE}").json["readiness"], "replacing")
        # Nor when it is over.
        reports = self.minutes(30)
        self.assertEqual(changes(reports), [])
        self.assertEqual(self.tasks(BUSY_SERVICE), 4)

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
