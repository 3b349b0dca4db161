"""The permissions of the deployed functions, as their roles have them, and a way to take one away."""

import json
from contextlib import contextmanager

POLICY = "calls"


class Permissions:
    def __init__(self, system, function):
        configured = system.stack.client("lambda").get_function_configuration(FunctionName=function)
        self._role = configured["Role"].rpartition("/")[2]
        self._iam = system.stack.client("iam")
        self._sandbox = system.sandbox

    @property
    def actions(self):
        return {action for statement in self._statements() for action in _as_list(statement["Action"])}

    @contextmanager
    def without(self, action):
        whole = self._statements()
        self._grant([
            statement | {"Action": rest}
            for statement in whole
            if (rest := [each for each in _as_list(statement["Action"]) if each != action])
        ])
        try:
            yield
        finally:
            self._grant(whole)

    def _statements(self):
        return self._iam.get_role_policy(RoleName=self._role, PolicyName=POLICY)["PolicyDocument"]["Statement"]

    def _grant(self, statements):
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self._iam.put_role_policy(RoleName=self._role, PolicyName=POLICY, PolicyDocument=document)
        self._sandbox.forget_calls()    # and with them, what was allowed until now


def _as_list(value):
    return value if isinstance(value, list) else [value]
