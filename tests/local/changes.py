"""One line for each change of capacity: when, what, from how much to how much, and why."""


def line(when, change):
    return f"{when:%a %H:%M}  {change['target']}  {change['from']} → {change['to']}  {change['because']}"
