"""The two that are compared. Each can be asked, and can let time pass."""

import http.client
import json
import os
import shutil
import subprocess
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from local import ports

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = (ROOT / "tests/conformance/tools.txt").read_text().strip()
TOOLS = ROOT / ".local/tools/npm"
SHARD_LIMIT, ON_DEMAND_LIMIT = 60, 2
BEGINNING = datetime(2026, 3, 20, 12, tzinfo=timezone.utc)
# How long every change takes in kinesis-local: longer than the requests that meet it under way.
CHANGING = "1000ms"
# Longer than any change of the script takes in the sandbox.
CHANGED = timedelta(seconds=300)
CHANGES = ["CREATE_STREAM", "DELETE_STREAM", "MERGE_SHARDS", "SPLIT_SHARD", "UPDATE_SHARD_COUNT", "UPDATE_STREAM_MODE"]


class Service:
    """A process that speaks Kinesis on a port of this machine."""

    def __init__(self, command, port, environment=None):
        self._port = port
        self._process = subprocess.Popen(
            command, env=os.environ | (environment or {}), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait_until_it_answers()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    def ask(self, action, body):
        """The status and the answer, which is None if there is no body."""
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"Kinesis_20131202.{action}",
            "X-Amz-Date": "20260320T120000Z",
            "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260320/us-east-1/kinesis/aws4_request, "
            "SignedHeaders=host, Signature=0",
        }
        return self.request("POST", "/", body, headers)

    def request(self, method, path, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, path, json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            return answer.status, json.loads(text) if text else None
        finally:
            connection.close()

    def _wait_until_it_answers(self):
        for _ in range(300):
            if self._process.poll() is not None:
                raise RuntimeError(f"{self._process.args[0]} ended with {self._process.returncode}")
            try:
                return self.ask("DescribeLimits", {})
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"{self._process.args[0]} does not answer on port {self._port}")


class Sandbox(Service):
    """Its clock is moved."""

    def __init__(self):
        self._now = BEGINNING
        account = {"shard_limit": SHARD_LIMIT, "on_demand_stream_limit": ON_DEMAND_LIMIT}
        world = {"start": written(BEGINNING), "history_minutes": 0, "account": account}
        subprocess.run(["cargo", "build", "--quiet", "--locked", "--package", "sandbox"], cwd=ROOT, check=True)
        target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(world, file)
            file.flush()
            [port] = ports.free(1)
            super().__init__([target / "debug/sandbox", "--port", str(port), "--world", file.name], port)

    def breathe(self):
        """Lets a second pass, so that the next request is not too fast."""
        self._move(timedelta(seconds=1))

    def settle(self, _stream):
        """Lets what is under way end."""
        self._move(CHANGED)

    def _move(self, span):
        self._now += span
        body = {"now": written(self._now)}
        status, answer = self.request("PUT", "/sandbox/clock", body, {"Content-Type": "application/json"})
        if status != 200:
            raise RuntimeError(f"the clock cannot be moved: {answer}")


class KinesisLocal(Service):
    """It lives by the wall's clock."""

    def __init__(self):
        [port] = ports.free(1)
        environment = {f"{change}_DURATION": CHANGING for change in CHANGES} | {
            "KINESIS_MOCK_PLAIN_PORT": str(port),
            "KINESIS_MOCK_CERT_PATH": str(installed() / "server.json"),
            "KINESIS_MOCK_TLS_PORT": str(ports.free(1)[0]),
            "SHARD_LIMIT": str(SHARD_LIMIT),
            "ON_DEMAND_STREAM_COUNT_LIMIT": str(ON_DEMAND_LIMIT),
            "SHOULD_PERSIST_DATA": "false",
        }
        super().__init__(["node", installed() / "main.js"], port, environment)

    def breathe(self):
        pass

    def settle(self, stream):
        for _ in range(300):
            _, answer = self.ask("DescribeStreamSummary", {"StreamName": stream})
            summary = answer.get("StreamDescriptionSummary")
            if not summary or summary["StreamStatus"] == "ACTIVE":
                return
            time.sleep(0.05)
        raise RuntimeError(f"{stream} does not become ACTIVE in kinesis-local")


def missing():
    """What has to be there besides the project's own tools."""
    return [tool for tool in ("node", "npm") if not shutil.which(tool)]


def installed():
    """The package, brought in when it is missing or has changed."""
    pinned = TOOLS / "tools.txt"
    if not pinned.exists() or pinned.read_text().strip() != PACKAGE:
        TOOLS.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--prefix", TOOLS, "--no-save", "--no-package-lock", "--no-audit", "--no-fund"]
        subprocess.run([*npm, "--loglevel", "error", PACKAGE], check=True)
        pinned.write_text(PACKAGE)
    return TOOLS / "node_modules/kinesis-local"


def written(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
