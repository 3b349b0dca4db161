"""make up: the local stack, running in the background and ticking."""

from . import administrator, examples, schedule
from .api import Api
from .build import build
from .deployment import deploy
from .endpoints import Endpoints
from .stack import Stack


def up(stack):
    """Everything but the schedule; says whether the stack was started by this, and what was deployed."""
    build(stack)
    started = stack.start()
    deployment = deploy(stack)
    if started:
        key_id, secret = administrator.key(stack)
        Endpoints(
            api_url=f"http://{deployment.api_id}.execute-api.localhost:{stack.port}",
            sandbox_url=stack.sandbox_url,
            stack_url=stack.url,
            api_key_id=key_id,
            api_secret=secret,
        ).write(stack)
    examples.store(Api.of(Endpoints.read(stack)))
    return started, deployment


if __name__ == "__main__":
    stack = Stack.here()
    _, deployment = up(stack)
    schedule.enable(stack, deployment)
    print("Up: where, is in .local/endpoints.env. Next: make play, make api GET=/v1/targets, make down.")
