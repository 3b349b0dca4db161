"""The schedules that wake the scaling functions."""


def enable(stack, deployment):
    events = stack.client("events")
    for rule in deployment.rules:
        events.enable_rule(Name=rule)


def disable(stack, deployment):
    events = stack.client("events")
    for rule in deployment.rules:
        events.disable_rule(Name=rule)
