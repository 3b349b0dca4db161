"""The sandbox's control: its clock, its load, its faults, and who called what."""

import http.client
import json
from urllib.parse import urlsplit


class Sandbox:
    """Keeps its connection: a replay asks hundreds of times."""

    def __init__(self, stack):
        self._connection = http.client.HTTPConnection(urlsplit(stack.sandbox_url).netloc, timeout=60)

    def reset(self, now):
        self._ask("POST", "/sandbox/reset", {"now": rfc3339(now)})

    def set_clock(self, now):
        self._ask("PUT", "/sandbox/clock", {"now": rfc3339(now)})

    def go_live(self):
        self._ask("PUT", "/sandbox/clock", {"live": True})

    def world(self):
        return self._ask("GET", "/sandbox/world")

    def load(self, stream, load):
        self._ask("PUT", f"/sandbox/streams/{stream}/load", load)

    def fault(self, fault):
        self._ask("POST", "/sandbox/faults", fault)

    def heal(self):
        self._ask("DELETE", "/sandbox/faults")

    def forget_calls(self):
        self._ask("DELETE", "/sandbox/calls")

    def calls(self):
        return self._ask("GET", "/sandbox/calls")

    def _ask(self, method, path, body=None):
        self._connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        text = response.read().decode()
        if response.status >= 300:
            raise RuntimeError(f"The sandbox refuses {method} {path}: {response.status} {text}")
        return json.loads(text) if text else None


def rfc3339(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
