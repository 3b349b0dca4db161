"""The example policies of the documentation, stored through the API as anybody would."""

import sys

from .api import put
from .stack import ROOT

EXAMPLES = ["clickstream", "nightly-etl", "readers"]


def store(api):
    for name in EXAMPLES:
        document = (ROOT / f"docs/examples/{name}.yaml").read_text()
        answer = put(api, f"/v1/policies/{name}", document, "application/yaml")
        if answer.status >= 300:
            sys.exit(f"The API refuses docs/examples/{name}.yaml: {answer.status} {answer.text}")
