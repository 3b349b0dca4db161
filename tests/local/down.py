"""make down: stops what `make up` started, and nothing else."""

import shutil

from .stack import Stack


def down(stack):
    stack.stop()
    (stack.state / "endpoints.env").unlink(missing_ok=True)
    shutil.rmtree(stack.state / "tmp", ignore_errors=True)


if __name__ == "__main__":
    down(Stack.here())
    print("Down.")
