"""One target's trouble is its own."""

import json

from local import memory
from local.sandbox import rfc3339

from .deployed import EndToEnd, changes
from .world import OTHER_STREAM, SHARD, STREAM, stream_policy

BROKEN = "broken"


class Faults(EndToEnd):
    def test_a_policy_that_is_broken_in_the_store_is_told_at_its_target_and_the_others_are_scaled(self):
        document = self.store_two_of_which_one_breaks() | {"rules": "none"}
        [mistake] = self.mistakes(document)
        self.write_policy(BROKEN, json.dumps(document))
        reports = self.minute_of_the_change()

        self.assertEqual([change["target"] for change in changes(reports)], [f"kinesis-stream/{STREAM}"])
        [failed] = [failed for report in reports for failed in report["failed"]]
        self.assertEqual(failed["target"], f"kinesis-stream/{OTHER_STREAM}")
        self.assertIn(mistake, failed["message"])

        self.assertEqual(self.shards(OTHER_STREAM), 4)
        newest, *_ = self.decisions("kinesis-stream", OTHER_STREAM)
        self.assertEqual(
            (newest["policy"], newest["action"], newest["act"]["result"], newest["until"]),
            (BROKEN, "none", "failed", rfc3339(self.now)),
        )
        self.assertIn(mistake, newest["act"]["message"])

    def test_a_policy_that_is_illegible_in_the_store_is_reported_and_the_others_are_scaled(self):
        self.store_two_of_which_one_breaks()
        self.write_policy(BROKEN, '{"targets": ')
        reports = self.minute_of_the_change()

        self.assertEqual([change["target"] for change in changes(reports)], [f"kinesis-stream/{STREAM}"])
        for report in reports:
            [problem] = report["problems"]
            self.assertIn(f"policy `{BROKEN}` cannot be understood", problem)
        self.assertEqual(self.shards(OTHER_STREAM), 4)

    def test_a_stream_that_does_not_exist_is_reported_and_the_rest_goes_on(self):
        self.store(stream_policy("nowhere"))
        self.store(stream_policy())
        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        reports = self.minutes(10)
        self.assertTrue(any("nowhere" in str(report["failed"]) for report in reports))
        self.assertTrue(changes(reports))

    def test_nothing_to_do_is_no_error(self):
        for report in self.minute():
            self.assertEqual((report["due"], report["failed"], report["problems"]), (0, [], []))

    def store_two_of_which_one_breaks(self):
        """Both work at first, and then both of their streams want more; the document of the one."""
        document = stream_policy(OTHER_STREAM) | {"name": BROKEN}
        self.store(stream_policy())
        self.store(document)
        for report in self.minutes(3):
            self.assertEqual((report["failed"], report["problems"]), ([], []))
        for stream in (STREAM, OTHER_STREAM):
            self.sandbox.load_stream(stream, 3.8 * SHARD)
        return document

    def minute_of_the_change(self):
        """The reports of the first minute in which something is scaled."""
        for _ in range(10):
            reports = self.minute()
            if changes(reports):
                return reports
        self.fail("ten minutes have passed without a change")

    def mistakes(self, document):
        """As the API tells them to whoever would store it."""
        answer = self.api.put("/v1/policies/refused", json.dumps(document | {"name": "refused"}),
                              content_type="application/json", if_none_match="*")
        self.assertEqual(answer.status, 422, answer.text)
        return [f"{mistake['pointer']}: {mistake['detail']}" for mistake in answer.json["errors"]]

    def write_policy(self, name, document):
        """As no API would: in the table."""
        self.system.stack.client("dynamodb").update_item(
            TableName=self.system.deployment.table,
            Key={"pk": {"S": memory.POLICIES}, "sk": {"S": name}},
            UpdateExpression="SET document = :broken",
            ExpressionAttributeValues={":broken": {"S": document}},
        )
