"""What a program needs to talk to the local stack: KEY=value lines, for a shell as well."""

import sys
from dataclasses import dataclass


@dataclass
class Endpoints:
    api_url: str
    sandbox_url: str
    stack_url: str
    api_key_id: str
    api_secret: str

    def write(self, stack):
        path = _path(stack)
        path.write_text("".join(f"{name.upper()}={value}\n" for name, value in vars(self).items()))
        path.chmod(0o600)

    @classmethod
    def read(cls, stack):
        if not _path(stack).exists():
            sys.exit("The local stack is not up: make up")
        lines = _path(stack).read_text().splitlines()
        return cls(**{name.lower(): value for name, value in (line.split("=", 1) for line in lines)})


def _path(stack):
    return stack.state / "endpoints.env"
