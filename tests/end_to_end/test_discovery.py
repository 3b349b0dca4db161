"""Streams that a policy selects come by themselves, and go with a last record."""

import boto3

from local.stack import REGION

from .deployed import EndToEnd
from .world import BEGINNING, STREAM, selecting_policy, world

NEW = "clicks-new"


class Discovery(EndToEnd):
    def setUp(self):
        super().setUp()
        changed = world(BEGINNING)
        for stream in changed["streams"]:
            stream["tags"] = {"autoscale": "on" if stream["name"] == STREAM else "off"}
        self.sandbox.become(changed)
        self.kinesis = boto3.client(
            "kinesis", endpoint_url=self.system.stack.sandbox_url, region_name=REGION,
            aws_access_key_id="test", aws_secret_access_key="test",
        )
        self.store(selecting_policy(patterns=["clicks*", "nothing-*"], tags={"autoscale": "on"}))

    def selected(self):
        items = self.api.get("/v1/targets?kind=kinesis-stream").json["items"]
        return {item["name"]: item["selected_by"] for item in items}

    def listings(self):
        return len([call for call in self.sandbox.calls() if call["action"] == "ListStreams"])

    def test_a_new_stream_is_picked_up_and_one_that_is_gone_is_retired(self):
        reports = self.minutes(3)
        self.assertEqual(self.selected(), {STREAM: "pattern clicks* and tags"})
        self.assertEqual(self.listings(), 1)
        warned = [warning for report in reports for warning in report["warnings"]]
        self.assertTrue(any("`nothing-*`" in warning for warning in warned), warned)
        explained = self.api.get(f"/v1/targets/kinesis-stream/{STREAM}/explain").json
        self.assertIn("`nothing-*`", explained["warnings"][0])

        self.kinesis.create_stream(StreamName=NEW, ShardCount=4)
        self.minutes(2)
        self.kinesis.add_tags_to_stream(StreamName=NEW, Tags={"autoscale": "on"})
        self.minutes(7)
        self.assertEqual(set(self.selected()), {STREAM, NEW})

        self.kinesis.delete_stream(StreamName=NEW)
        reports = self.minutes(8)
        self.assertEqual([failed for report in reports for failed in report["failed"]], [])
        self.assertEqual(set(self.selected()), {STREAM})
        [newest, *_] = self.decisions("kinesis-stream", NEW)
        self.assertEqual(newest["act"]["result"], "retired")
        # Once every five minutes.
        self.assertLessEqual(self.listings(), 5)

    def test_where_the_account_cannot_be_listed_what_was_known_is_scaled(self):
        self.minutes(2)
        self.sandbox.fault("ListStreams", "access_denied")
        reports = self.minutes(8)
        problems = [problem for report in reports for problem in report["problems"]]
        self.assertTrue(any("kinesis:ListStreams" in problem for problem in problems), problems)
        self.assertEqual(set(self.selected()), {STREAM})
