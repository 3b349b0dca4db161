"""One target's trouble is its own."""

import json

from local import memory
from local.sandbox import rfc3339

from .deployed import EndToEnd, changes
from .world import OTHER_STREAM, SHARD, STREAM, stream_policy

BROKEN, ILLEGIBLE = "broken", '{"targets": '
NOT_UNDERSTOOD = f"policy `{BROKEN}` cannot be understood"


class Faults(EndToEnd):
    def test_a_policy_that_is_broken_in_the_store_is_told_at_its_target_and_the_others_are_scaled(self):
        document = stream_policy(OTHER_STREAM) | {"name": BROKEN, "rules": "none"}
        [mistake] = self.mistakes(document)
        self.store_both()
        self.calm_then_busy()
        self.write_policy(BROKEN, json.dumps(document))
        self.the_target_tells(mistake, self.minute_of_the_change())

    def test_a_policy_that_is_illegible_in_the_store_is_told_at_the_target_that_it_scaled(self):
        self.store_both()
        self.calm_then_busy()
        self.write_policy(BROKEN, ILLEGIBLE)
        self.the_target_tells(NOT_UNDERSTOOD, self.minute_of_the_change())

    def test_a_policy_that_is_illegible_and_has_scaled_nothing_is_a_problem_of_every_tick(self):
        self.store_both()
        self.write_policy(BROKEN, ILLEGIBLE)
        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        for report in self.minute_of_the_change():
            [problem] = report["problems"]
            self.assertIn(NOT_UNDERSTOOD, problem)

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

    def store_both(self):
        self.store(stream_policy())
        self.store(stream_policy(OTHER_STREAM) | {"name": BROKEN})

    def calm_then_busy(self):
        """Both policies work; then both streams want more."""
        for report in self.minutes(3):
            self.assertEqual((report["failed"], report["problems"]), ([], []))
        for stream in (STREAM, OTHER_STREAM):
            self.sandbox.load_stream(stream, 3.8 * SHARD)

    def the_target_tells(self, mistake, reports):
        """And is left as it is, by the same tick that scales the other."""
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
