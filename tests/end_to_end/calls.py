"""Which actions a function has called: the sandbox tells of its services, CloudTrail of the table."""

from .running import access_key


def calls_of(system, function, since):
    key = access_key(system.stack, function)
    sandbox = {f"{call['service']}:{call['action']}" for call in system.sandbox.calls() if call["access_key_id"] == key}
    return sandbox | _table_calls(system.stack, key, since)


def _table_calls(stack, key, since):
    pages = stack.client("cloudtrail").get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "AccessKeyId", "AttributeValue": key}], StartTime=since
    )
    events = (event for page in pages for event in page["Events"])
    return {f"dynamodb:{event['EventName']}" for event in events if event["EventSource"].startswith("dynamodb.")}
