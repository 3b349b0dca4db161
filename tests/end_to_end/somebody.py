"""Somebody else with an account: who uses the services beside the functions."""

import boto3

from local.stack import REGION


def kinesis(stack):
    return boto3.client(
        "kinesis", endpoint_url=stack.sandbox_url, region_name=REGION,
        aws_access_key_id="test", aws_secret_access_key="test",
    )
