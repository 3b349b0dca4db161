"""What a replay prints."""

import io
from contextlib import redirect_stdout

from local.play import play

from .deployed import EndToEnd
from .world import STREAM, stream_policy

NOWHERE = "nowhere"


class Replay(EndToEnd):
    def test_every_refused_change_has_its_line_and_what_fails_minute_after_minute_has_one(self):
        # Four shards are too few whatever the load is.
        self.store(stream_policy(bounds={"min": 6, "max": 16}))
        self.store(stream_policy(NOWHERE))
        self.sandbox.fault("UpdateShardCount", "access_denied")
        lines = self.replay()

        refused = [line for line in lines if f"kinesis-stream/{STREAM}  refused: " in line]
        tried = [call for call in self.sandbox.calls() if call["action"] == "UpdateShardCount"]
        self.assertGreater(len(refused), 1, lines)
        self.assertEqual(len(refused), len(tried), lines)
        self.assertIn("UpdateShardCount", refused[0])
        failed = [line for line in lines if f"kinesis-stream/{NOWHERE}  no decision: " in line]
        self.assertEqual(len(failed), 1, lines)

    def replay(self):
        said = io.StringIO()
        with redirect_stdout(said):
            play(self.system.stack, self.system.deployment, hours=1)
        return said.getvalue().splitlines()
