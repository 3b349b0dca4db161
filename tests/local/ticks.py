"""Ticks: the deployed functions, woken by hand with a time of one's own."""

import json
from concurrent.futures import ThreadPoolExecutor

from .sandbox import rfc3339


class TickFailed(Exception):
    pass


class Ticks:
    def __init__(self, stack, deployment):
        self._functions = [deployment.scale_streams, deployment.scale_clusters, deployment.scale_consumers]
        self._lambda = stack.client("lambda", max_pool_connections=8)
        self._threads = ThreadPoolExecutor(len(self._functions))

    def at(self, now):
        """All functions at once; what they report of each kind of target."""
        answers = self._threads.map(lambda function: self.invoke(function, {"time": rfc3339(now)}), self._functions)
        return [report for answer in answers for report in (answer if isinstance(answer, list) else [answer])]

    def invoke(self, function, event):
        answer = self._lambda.invoke(FunctionName=function, Payload=json.dumps(event))
        report = json.load(answer["Payload"])
        if "FunctionError" in answer:
            raise TickFailed(f"{function} failed: {report.get('errorMessage', report)}")
        return report
