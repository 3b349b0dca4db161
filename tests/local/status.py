"""make status: what runs, and where."""

from .deployment import Deployment
from .endpoints import Endpoints
from .stack import Stack


def main():
    stack = Stack.here()
    for process, url in zip(stack.processes, (stack.url, stack.sandbox_url)):
        print(f"{process.name:10} {f'{url}  process {process.pid}' if process.pid else 'down'}")
    if not stack.is_up():
        return
    print(f"{'api':10} {Endpoints.read(stack).api_url}")
    events = stack.client("events")
    for rule in Deployment.of(stack).rules:
        print(f"{'schedule':10} {rule}: {events.describe_rule(Name=rule)['State'].lower()}")


if __name__ == "__main__":
    main()
