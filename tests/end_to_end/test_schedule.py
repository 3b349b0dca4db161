"""The schedule itself wakes the functions."""

from local import schedule
from local.wait import until

from .deployed import EndToEnd
from .world import (
    CLUSTER, MAPPING, SERVICE, STREAM, cluster_policy, mapping_policy, service_policy, stream_policy
)


class Schedule(EndToEnd):
    def test_the_functions_are_woken(self):
        self.store(stream_policy())
        self.store(cluster_policy())
        self.store(service_policy())
        self.store(mapping_policy())
        self.sandbox.go_live()
        schedule.enable(self.system.stack, self.system.deployment)
        targets = (
            ("kinesis-stream", STREAM), ("emr-cluster", CLUSTER),
            ("ecs-service", SERVICE), ("event-source-mapping", MAPPING),
        )
        for kind, id in targets:
            until(
                lambda: self.api.get(f"/v1/targets/{kind}/{id}").json.get("last_evaluation"), 130,
                f"the schedule has not evaluated {id}",
            )
