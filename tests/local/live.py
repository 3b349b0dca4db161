"""What the schedule does, as it happens: read from the API, as anybody could."""

import math
import sys
from datetime import datetime, timezone

from . import changes
from .api import Api
from .endpoints import Endpoints
from .wait import until


def watch(stack):
    """Until it is interrupted."""
    api, begun = Api.of(Endpoints.read(stack)), datetime.now(timezone.utc)
    targets, seen = None, {}
    while True:
        targets = until(lambda: _news(stack, api, targets), math.inf, None, every=2)
        for target in targets:
            name = f"{target['kind']}/{target['name']}"
            for when, change in sorted(_changes(api, name, seen.get(name, begun)), key=lambda each: each[0]):
                changes.say(changes.line(when, change))
                seen[name] = when
        changes.stand("   ".join(f"{target['name']} {target['capacity']}" for target in targets))


def _news(stack, api, shown):
    """The targets, once they are not as they were shown."""
    if not stack.is_up():
        sys.exit(f"The local stack has stopped: its logs are in {stack.state}.")
    targets = api.get("/v1/targets").json["items"]
    return targets if targets != shown else None


def _changes(api, target, after):
    """Those that a service has accepted, with the time of each."""
    records = api.get(f"/v1/targets/{target}/decisions?limit=10").json["items"]
    for record in records:
        when = datetime.fromisoformat(record["until"].replace("Z", "+00:00"))
        if when > after and record["act"]["result"] == "accepted":
            yield when, record | {"target": target}
