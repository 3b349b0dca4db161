"""Builds the sandbox, and the functions as `sam deploy` wants them.

In the dev profile and with cargo's own linker: what `cargo test` has built is built already.
An account gets the release profile, from `sam build` without these settings.
"""

from .commands import run
from .stack import ARCHITECTURE


def build(stack):
    print("Building", flush=True)
    run(["cargo", "build", "--package", "sandbox"], stack.environment, stack.state / "build-sandbox.log")
    run(
        ["sam", "build", "--config-env", "local", "--parameter-overrides", f"Architecture={ARCHITECTURE}"],
        stack.environment | {"SAM_BUILD_MODE": "debug", "CARGO_LAMBDA_COMPILER": "cargo"},
        stack.state / "build-functions.log",
    )
