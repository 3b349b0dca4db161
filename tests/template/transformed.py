"""The template as CloudFormation sees it after the SAM transform, and as somebody wrote it."""

import os
from functools import cache
from pathlib import Path

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

PATH = Path(__file__).resolve().parents[2] / "template.yaml"


@cache
def source():
    return yaml_parse(PATH.read_text())


@cache
def transformed():
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    template = yaml_parse(PATH.read_text())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://bucket/built"
    return transform(template, {}, NoManagedPolicies())


def resources(kind):
    return {name: each for name, each in transformed()["Resources"].items() if each["Type"] == kind}


def calls(role):
    """The statements by which a function may call services, logs aside."""
    policies = transformed()["Resources"][role]["Properties"]["Policies"]
    [policy] = [each for each in policies if each["PolicyName"] == "calls"]
    return policy["PolicyDocument"]["Statement"]


def actions(role):
    return {action for statement in calls(role) for action in as_list(statement["Action"])}


def as_list(value):
    return value if isinstance(value, list) else [value]


class NoManagedPolicies:
    def load(self):
        return {}
