"""make invoke: a function from its sources, on a sample event or for the present minute, against the local stack."""

import json
import os
import subprocess
import sys
from datetime import datetime, timezone

from . import ports
from .deployment import Deployment
from .processes import Process
from .sandbox import rfc3339
from .stack import ROOT, Stack
from .wait import until


def invoke(stack, port, function, event):
    """The exit code of `cargo lambda invoke`, which prints what the function answers."""
    environment = stack.environment | {
        "TABLE_NAME": Deployment.of(stack).table,
        "AWS_ENDPOINT_URL_KINESIS": stack.sandbox_url,
        "AWS_ENDPOINT_URL_EMR": stack.sandbox_url,
        "AWS_ENDPOINT_URL_ECS": stack.sandbox_url,
        "AWS_ENDPOINT_URL_LAMBDA": stack.sandbox_url,
        "AWS_ENDPOINT_URL_CLOUDWATCH": stack.sandbox_url,
        "AWS_ENDPOINT_URL_DYNAMODB": stack.url,
    }
    watch = Process("watch", stack.state)
    at = ["--invoke-address", "127.0.0.1", "--invoke-port", str(port)]
    try:
        # From the function's own folder it is built as `make up` builds it.
        watch.start(["cargo", "lambda", "watch", "--ignore-changes", *at], environment, ROOT / "functions" / function)
        until(lambda: ports.is_open(port) or not watch.pid, 60, f"cargo lambda watch does not answer: see {watch.log}")
        data = ["--data-ascii", json.dumps({"time": rfc3339(datetime.now(timezone.utc))})] if event == "now" else ["--data-file", event]
        return subprocess.run(["cargo", "lambda", "invoke", function, *data, *at], env=environment).returncode
    finally:
        watch.stop()


if __name__ == "__main__":
    stack, port = Stack.here(), int(os.environ["WATCH_PORT"])
    if not stack.is_up():
        sys.exit("The local stack is not up: make up")
    ports.must_be_free(port, "WATCH_PORT")
    sys.exit(invoke(stack, port, *sys.argv[1:]))
