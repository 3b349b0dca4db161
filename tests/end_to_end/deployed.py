"""One deployed stack for all tests, apart from that of `make up`, and what tests do to it."""

import atexit
import json
import signal
import sys
import unittest
from datetime import timedelta
from functools import cache

from local import memory, schedule
from local.api import Api, put
from local.down import down
from local.endpoints import Endpoints
from local.sandbox import Sandbox
from local.stack import ROOT, Stack
from local.ticks import Ticks
from local.up import up

from .world import BEGINNING, world

MINUTE = timedelta(minutes=1)


class Deployed:
    def __init__(self):
        self.stack = Stack.apart(ROOT / ".local/end-to-end")
        down(self.stack)    # one that an interrupted run has left
        atexit.register(down, self.stack)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
        _, self.deployment = up(self.stack)
        self.endpoints = Endpoints.read(self.stack)
        self.api = Api.of(self.endpoints)
        self.sandbox = Sandbox(self.stack)
        atexit.register(self.sandbox.close)
        self.ticks = Ticks(self.stack, self.deployment)


@cache
def deployed():
    return Deployed()


class EndToEnd(unittest.TestCase):
    """Each test begins with nothing remembered, in a calm world, at the same time."""

    maxDiff = None

    def setUp(self):
        self.system = deployed()
        self.sandbox = self.system.sandbox
        self.api = self.system.api
        schedule.disable(self.system.stack, self.system.deployment)
        memory.forget(self.system.stack, self.system.deployment.table, policies=True)
        self.sandbox.heal()
        self.sandbox.become(world(BEGINNING))
        self.sandbox.forget_calls()
        self.now = BEGINNING

    def store(self, policy):
        answer = put(self.api, f"/v1/policies/{policy['name']}", json.dumps(policy), "application/json")
        self.assertLess(answer.status, 300, answer.text)

    def minute(self):
        """The next minute; what the functions report of it."""
        self.now += MINUTE
        self.sandbox.set_clock(self.now)
        return self.system.ticks.at(self.now)

    def minutes(self, count):
        return [report for _ in range(count) for report in self.minute()]

    def minutes_until(self, condition, most):
        """Minutes pass until the condition holds of the world; fails after so many."""
        for _ in range(most):
            self.minute()
            if condition():
                return
        self.fail(f"{most} minutes have passed, and the world is {json.dumps(self.sandbox.world(), indent=1)}")

    def shards(self, stream):
        return self.sandbox.stream(stream)["shards"]

    def task_nodes(self, cluster):
        return self.sandbox.cluster(cluster)["task"]["requested"]

    def tasks(self, service):
        return self.sandbox.service(service)["desired"]

    def factor(self, mapping):
        return self.sandbox.mapping(mapping)["factor"]

    def decisions(self, kind, id):
        answer = self.api.get(f"/v1/targets/{kind}/{id}/decisions")
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json["items"]


def changes(reports):
    return [change for report in reports for change in report["acted"]]
