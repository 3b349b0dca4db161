"""make api: one signed request, and what was answered."""

import json
import sys
from pathlib import Path

from .api import Api, put
from .endpoints import Endpoints
from .stack import Stack

USAGE = "Say what to ask: make api GET=/v1/targets, or PUT=/v1/policies/name FILE=policy.yaml, or DELETE=/v1/policies/name"


def ask(api, method, path, file=None):
    if method == "PUT":
        if not file:
            sys.exit(USAGE)
        kind = "application/json" if file.endswith(".json") else "application/yaml"
        return put(api, path, Path(file).read_text(), kind)
    if method == "DELETE":
        there = api.get(path)
        return api.delete(path, if_match=there.headers["etag"]) if there.status == 200 else there
    return api.get(path)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(USAGE)
    answer = ask(Api.of(Endpoints.read(Stack.here())), *sys.argv[1:])
    try:
        print(json.dumps(answer.json, indent=2, ensure_ascii=False))
    except ValueError:
        print(answer.text)
    if answer.status >= 400:
        sys.exit(f"The API answered {answer.status}.")
