"""The linters, on the source and on what becomes of it: in the source some mistakes hide."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from .transformed import PATH, transformed

TOOLS = Path(sys.executable).parent
ENVIRONMENT = os.environ | {"AWS_DEFAULT_REGION": "us-east-1", "SAM_CLI_TELEMETRY": "0"}


class Lint(unittest.TestCase):
    def test_source(self):
        self.passes([TOOLS / "sam", "validate", "--lint", "--template", PATH])

    def test_transformed(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(transformed(), file)
            file.flush()
            self.passes([TOOLS / "cfn-lint", "--regions", "us-east-1", "--", file.name])

    def passes(self, command):
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
