"""The sandbox's control: its clock, its load, its faults, and who called what."""

import http.client
import json
from urllib.parse import urlsplit


class Sandbox:
    """Keeps its connection: a replay asks hundreds of times."""

    def __init__(self, stack):
        self._connection = http.client.HTTPConnection(urlsplit(stack.sandbox_url).netloc, timeout=60)

    def close(self):
        self._connection.close()

    def reset(self, now):
        self._ask("POST", "/sandbox/reset", {"now": rfc3339(now)})

    def set_clock(self, now):
        self._ask("PUT", "/sandbox/clock", {"now": rfc3339(now)})

    def go_live(self):
        self._ask("PUT", "/sandbox/clock", {"live": True})

    def world(self):
        return self._ask("GET", "/sandbox/world")

    def become(self, world):
        self._ask("PUT", "/sandbox/world", world)

    def stream(self, name):
        return next(stream for stream in self.world()["streams"] if stream["name"] == name)

    def cluster(self, id):
        return next(cluster for cluster in self.world()["clusters"] if cluster["id"] == id)

    def service(self, id):
        return next(service for service in self.world()["services"] if service["id"] == id)

    def mapping(self, uuid):
        return next(mapping for mapping in self.world()["mappings"] if mapping["uuid"] == uuid)

    def load_stream(self, name, bytes_per_second):
        load = {"bytes_per_second": bytes_per_second, "records_per_second": bytes_per_second / 1000}
        self._ask("PUT", f"/sandbox/streams/{name}/load", load)

    def set_keys(self, name, **keys):
        """Which hash keys the stream's demand falls on; the sandbox's KeySpec."""
        self._ask("PUT", f"/sandbox/streams/{name}/keys", keys)

    def set_consumer(self, name, bytes_per_second_per_shard):
        speed = {"bytes_per_second_per_shard": bytes_per_second_per_shard}
        self._ask("PUT", f"/sandbox/streams/{name}/consumer", speed)

    def deploy_service(self, id, seconds):
        """For so long as many tasks more run as before, and share the work."""
        self._ask("PUT", f"/sandbox/services/{id}/deployment", {"seconds": seconds})

    def load_cluster(self, id, containers_per_minute):
        self._ask("PUT", f"/sandbox/clusters/{id}/load", {"containers_per_minute": containers_per_minute})

    def fault(self, action, kind, **more):
        self._ask("POST", "/sandbox/faults", {"action": action, "kind": kind} | more)

    def held_calls(self):
        return self._ask("GET", "/sandbox/faults")["held"]

    def heal(self):
        self._ask("DELETE", "/sandbox/faults")

    def forget_calls(self):
        """And what the authorizer has allowed: the next calls are asked for again."""
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
