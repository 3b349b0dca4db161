"""What the schedule does, as it happens: read from the API, as anybody could."""

import sys
import time
from datetime import datetime, timezone

from . import changes
from .api import Api
from .endpoints import Endpoints


def watch(stack):
    """Until it is interrupted."""
    api, seen = Api.of(Endpoints.read(stack)), datetime.now(timezone.utc)
    while stack.is_up():
        targets = api.get("/v1/targets").json["items"]
        made = [change for target in targets for change in _changes(api, target, seen)]
        for when, change in sorted(made, key=lambda each: each[0]):
            changes.say(changes.line(when, change))
            seen = max(seen, when)
        changes.stand("   ".join(f"{target['name']} {target['capacity']}" for target in targets))
        time.sleep(2)   # how often one looks, not what one waits for
    sys.exit(f"The local stack has stopped: its logs are in {stack.state}.")


def _changes(api, target, after):
    """Those that a service has accepted, with the time of each."""
    records = api.get(f"/v1/targets/{target['kind']}/{target['name']}/decisions?limit=10").json["items"]
    for record in records:
        when = datetime.fromisoformat(record["until"].replace("Z", "+00:00"))
        if when > after and record["act"]["result"] == "accepted":
            yield when, record | {"target": f"{target['kind']}/{target['name']}"}
