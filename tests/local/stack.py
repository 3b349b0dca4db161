"""One local stack: where it lives, how to reach it, how its processes are started and stopped."""

import os
import platform
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import boto3
from botocore.config import Config

from . import ports
from .processes import Process
from .wait import until

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".local/tools/bin"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
REGION = "us-east-1"


@dataclass
class Stack:
    state: Path
    port: int
    sandbox_port: int

    @classmethod
    def here(cls):
        """The one that `make up` starts."""
        return cls(ROOT / ".local", int(os.environ["STACK_PORT"]), int(os.environ["SANDBOX_PORT"]))

    @classmethod
    def apart(cls, state):
        """One for tests: on free ports, in a folder of its own."""
        return cls(state, *ports.free(2))

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def sandbox_url(self):
        return f"http://127.0.0.1:{self.sandbox_port}"

    @cached_property
    def environment(self):
        """For commands and SDKs: only this stack can be reached with it, never an account."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SAM_"))}
        return kept | {
            "PATH": f"{TOOLS}:{os.environ['PATH']}",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "SAM_CLI_TELEMETRY": "0",
        }

    def client(self, service, **config):
        """As the root of the local account."""
        return boto3.client(
            service, endpoint_url=self.url, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test",
            config=Config(read_timeout=90, retries={"total_max_attempts": 1}, **config),
        )

    @property
    def processes(self):
        return [Process("ministack", self.state), Process("sandbox", self.state)]

    def is_up(self):
        return all(process.pid for process in self.processes)

    def start(self):
        """Starts what does not run yet, and says whether that was anything."""
        if self.is_up():
            return False
        self.stop()
        ports.must_be_free(self.port, "STACK_PORT")
        ports.must_be_free(self.sandbox_port, "SANDBOX_PORT")
        self.state.mkdir(parents=True, exist_ok=True)
        (self.state / "tmp").mkdir(exist_ok=True)
        ministack, sandbox = self.processes
        ministack.start([TOOLS / "ministack"], {
            # The functions inherit this: nothing of the person's own is in it.
            "PATH": os.environ["PATH"],
            "HOME": str(self.state),
            "TMPDIR": str(self.state / "tmp"),
            "S3_DATA_DIR": str(self.state / "tmp/s3"),
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            # Who called what, for the tests; the newest so many calls.
            "CLOUDTRAIL_RECORDING": "1",
            "CLOUDTRAIL_MAX_EVENTS": "10000",
        })
        sandbox.start(
            [TARGET / "debug/sandbox", "--port", str(self.sandbox_port), "--authorize", self.url],
            {"PATH": os.environ["PATH"]},
        )
        for process, port in ((ministack, self.port), (sandbox, self.sandbox_port)):
            until(lambda: ports.is_open(port) or not process.pid, 60, f"{process.name} does not answer: see {process.log}")
            if not process.pid:
                self.stop()
                sys.exit(f"{process.name} ended at once, and said:\n{process.last_words()}")
        return True

    def stop(self):
        for process in self.processes:
            process.stop()


ARCHITECTURE = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
