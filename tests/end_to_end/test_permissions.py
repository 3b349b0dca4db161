"""Each function may do what it does, does all that it may, and says what it was refused."""

import json
from datetime import datetime, timezone

from local.sandbox import rfc3339
from local.ticks import TickFailed

from .calls import calls_of
from .deployed import MINUTE, EndToEnd
from .permissions import Permissions
from .world import (
    CLUSTER, LARGE_STREAM, MAPPING, OTHER_STREAM, QUIET_CLUSTER, SERVICE, SHARD, SMALL_STREAM, STREAM,
    WATCHED_STREAM, cluster_policy, mapping_policy, quiet_cluster_policy, reshard_policy, selecting_policy,
    service_policy, stream_policy, watching_policy, world
)


class PermissionsOfFunctions(EndToEnd):
    def setUp(self):
        super().setUp()
        self.begun = datetime.now(timezone.utc)
        self.deployment = self.system.deployment
        self.store(stream_policy())
        self.store(reshard_policy(SMALL_STREAM, min=6))
        self.store(reshard_policy(LARGE_STREAM, max=2))
        self.store(watching_policy("always"))
        self.store(selecting_policy(patterns=["*"], tags={"autoscale": "on"}))
        self.store(cluster_policy())
        self.store(quiet_cluster_policy())
        # Within other bounds, so that there is something to do without a stream to follow.
        self.store(service_policy(bounds={"min": 6, "max": 32}))
        self.store(mapping_policy(bounds={"min": 4, "max": 10}))
        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        self.sandbox.load_cluster(CLUSTER, 40)

    def test_each_function_calls_what_it_may_and_nothing_else(self):
        self.minutes_until(lambda: self.shards(STREAM) > 4 and self.task_nodes(CLUSTER) > 2, most=20)
        self.store(watching_policy("never"))
        self.minutes(3)
        self.every_route()
        deployment = self.deployment
        functions = (
            deployment.scale_streams, deployment.scale_clusters, deployment.scale_consumers, deployment.config_api
        )
        for function in functions:
            with self.subTest(function=function):
                self.assertEqual(
                    calls_of(self.system, function, self.begun), Permissions(self.system, function).actions
                )

    def test_scale_streams_says_what_it_was_refused(self):
        self.says_what_it_was_refused(self.deployment.scale_streams, self.ten_minutes(self.deployment.scale_streams))

    def test_scale_clusters_says_what_it_was_refused(self):
        self.says_what_it_was_refused(self.deployment.scale_clusters, self.ten_minutes(self.deployment.scale_clusters))

    def test_scale_consumers_says_what_it_was_refused(self):
        function = self.deployment.scale_consumers
        self.says_what_it_was_refused(function, self.ten_minutes(function))

    def test_the_api_says_what_it_was_refused(self):
        self.says_what_it_was_refused(self.deployment.config_api, self.every_route)

    def says_what_it_was_refused(self, function, work):
        permissions = Permissions(self.system, function)
        for action in sorted(permissions.actions):
            with self.subTest(action=action):
                self.setUp()
                with permissions.without(action):
                    said = work()
                self.assertIn(action.partition(":")[2], said)

    def ten_minutes(self, function):
        def work():
            """Every report, or what it failed with."""
            said = []
            for minute in range(10):
                if minute == 5:
                    self.store(watching_policy("never"))
                self.now += MINUTE
                self.sandbox.set_clock(self.now)
                try:
                    said.append(json.dumps(self.system.ticks.invoke(function, {"time": rfc3339(self.now)})))
                except TickFailed as failed:
                    said.append(str(failed))
            # What concerns one target alone is in its records.
            said.append(json.dumps(self.decisions("emr-cluster", QUIET_CLUSTER)))
            said.append(json.dumps(self.decisions("kinesis-stream", WATCHED_STREAM)))
            return "\n".join(said)
        return work

    def every_route(self):
        """Every answer. The API explains the present moment, so the world becomes one of this moment."""
        self.sandbox.become(world(datetime.now(timezone.utc), history_minutes=60))
        other = f"/v1/policies/{OTHER_STREAM}"
        rules = [{"external": {"source": "forecaster", "at_most_old": "10m"}}]
        document = json.dumps(stream_policy(OTHER_STREAM, rules=rules))
        stored = self.api.put(other, document, content_type="application/json", if_none_match="*")
        pushed = f"/v1/targets/kinesis-stream/{OTHER_STREAM}/recommendations/forecaster"
        answers = [
            stored,
            self.api.put(pushed, '{"capacity": 4}', content_type="application/json"),
            self.api.delete(other, if_match=stored.headers.get("etag", '"v1"')),
        ]
        paths = ["policies", f"policies/{STREAM}", "targets"]
        targets = (
            f"kinesis-stream/{STREAM}", f"emr-cluster/{CLUSTER}", f"emr-cluster/{QUIET_CLUSTER}",
            f"ecs-service/{SERVICE}", f"event-source-mapping/{MAPPING}",
        )
        for target in targets:
            paths += [f"targets/{target}{what}" for what in ("", "/decisions", "/explain", "/costs")]
        answers += [self.api.get(f"/v1/{path}") for path in paths]
        return "\n".join(answer.text for answer in answers)
