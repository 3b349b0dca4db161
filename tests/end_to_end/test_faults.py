"""One target's trouble is its own."""

from local import memory

from .deployed import EndToEnd, changes
from .world import OTHER_STREAM, SHARD, STREAM, stream_policy


class Faults(EndToEnd):
    def test_a_policy_that_is_broken_in_the_store_silences_no_other(self):
        self.store(stream_policy())
        self.store(stream_policy(OTHER_STREAM))
        self.break_policy(OTHER_STREAM)
        self.sandbox.load_stream(STREAM, 3.8 * SHARD)
        reports = self.minutes(10)
        self.assertTrue(any(OTHER_STREAM in str(report["failed"] + report["problems"]) for report in reports))
        self.assertTrue(any(STREAM in change["target"] for change in changes(reports)))

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

    def break_policy(self, name):
        """As no API would: in the table."""
        self.system.stack.client("dynamodb").update_item(
            TableName=self.system.deployment.table,
            Key={"pk": {"S": memory.POLICIES}, "sk": {"S": name}},
            UpdateExpression="SET document = :broken",
            ExpressionAttributeValues={":broken": {"S": '{"targets": '}},
        )
