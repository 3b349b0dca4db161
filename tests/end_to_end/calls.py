"""Which actions a function has called: the sandbox tells of its services, CloudTrail of the table."""

from .running import access_key


def calls_of(system, function, since):
    key = access_key(system.stack, function)
    sandbox = {f"{call['service']}:{call['action']}" for call in system.sandbox.calls() if call["access_key_id"] == key}
    return sandbox | _table_calls(system.stack, key, since)


# What can be called of a table by functions that read, write and delete items.
TABLE_CALLS = ("Query", "GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchGetItem", "BatchWriteItem", "Scan")


def _table_calls(stack, key, since):
    """Each looked for by itself: an answer holds the newest fifty events, and there is no next page."""
    trail = stack.client("cloudtrail")

    def called(name):
        sought = [{"AttributeKey": "AccessKeyId", "AttributeValue": key}, {"AttributeKey": "EventName", "AttributeValue": name}]
        return trail.lookup_events(LookupAttributes=sought, StartTime=since)["Events"]

    return {f"dynamodb:{name}" for name in TABLE_CALLS if called(name)}
