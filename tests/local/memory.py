"""What the deployed system remembers: the items of its table."""

POLICIES = "POLICIES"


def forget(stack, table, policies=False):
    """States and decisions, and the policies too when it is said."""
    dynamodb = stack.client("dynamodb")
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ProjectionExpression="pk, sk")
    for item in [item for page in pages for item in page["Items"]]:
        if policies or item["pk"]["S"] != POLICIES:
            dynamodb.delete_item(TableName=table, Key=item)
