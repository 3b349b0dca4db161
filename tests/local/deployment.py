"""Deploys the template with `sam deploy`, as into an account, and tells what came of it."""

from dataclasses import dataclass

from .commands import run
from .stack import ARCHITECTURE

NAME = "auxo"


def deploy(stack):
    print("Deploying", flush=True)
    parameters = {
        "Architecture": ARCHITECTURE,
        # Enabled when it may tick: after a replay, or at the end of `make up`.
        "ScheduleState": "DISABLED",
        "KinesisEndpoint": stack.sandbox_url,
        "EmrEndpoint": stack.sandbox_url,
        "EcsEndpoint": stack.sandbox_url,
        "LambdaEndpoint": stack.sandbox_url,
        "CloudWatchEndpoint": stack.sandbox_url,
        "DynamoDbEndpoint": stack.url,
    }
    overrides = [f"{name}={value}" for name, value in parameters.items()]
    run(
        ["sam", "deploy", "--config-env", "local", "--parameter-overrides", *overrides],
        stack.environment, stack.state / "deploy.log",
    )
    return Deployment.of(stack)


@dataclass
class Deployment:
    table: str
    api_id: str
    scale_streams: str
    scale_clusters: str
    scale_consumers: str
    config_api: str
    rules: list[str]

    @classmethod
    def of(cls, stack):
        described = stack.client("cloudformation").describe_stacks(StackName=NAME)["Stacks"][0]
        output = {item["OutputKey"]: item["OutputValue"] for item in described["Outputs"]}
        return cls(
            table=output["TableName"],
            api_id=output["ApiUrl"].removeprefix("https://").partition(".")[0],
            scale_streams=output["ScaleStreamsFunction"],
            scale_clusters=output["ScaleClustersFunction"],
            scale_consumers=output["ScaleConsumersFunction"],
            config_api=output["ConfigApiFunction"],
            rules=[
                output["ScaleStreamsSchedule"], output["ScaleClustersSchedule"], output["ScaleConsumersSchedule"]
            ],
        )
