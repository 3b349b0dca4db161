"""Who may ask the API: whoever signs with a key that has the permission."""

import re
import secrets

from local.administrator import user
from local.api import Api

from .deployed import EndToEnd

ROUTES = [
    ("GET", "/v1/policies"),
    ("GET", "/v1/policies/any"),
    ("PUT", "/v1/policies/any"),
    ("DELETE", "/v1/policies/any"),
    ("POST", "/v1/policies/any/validate"),
    ("GET", "/v1/targets"),
    ("GET", "/v1/targets/kinesis-stream/any"),
    ("GET", "/v1/targets/kinesis-stream/any/decisions"),
    ("GET", "/v1/targets/kinesis-stream/any/explain"),
    ("GET", "/v1/targets/kinesis-stream/any/costs"),
    ("PUT", "/v1/targets/kinesis-stream/any/recommendations/any"),
    ("GET", "/v1/openapi.json"),
    ("GET", "/v1/policy.schema.json"),
]
READING_TARGETS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:*:*:*/*/GET/v1/targets"}],
}


class Authorization(EndToEnd):
    def refused(self, api, routes=ROUTES):
        for method, path in routes:
            with self.subTest(method=method, path=path):
                self.assertEqual(api.request(method, path).status, 403)

    def test_unsigned(self):
        self.refused(Api(self.system.endpoints.api_url))

    def test_signed_wrongly(self):
        self.refused(Api(self.system.endpoints.api_url, self.system.endpoints.api_key_id, secrets.token_hex(20)))

    def test_signed_by_somebody_who_may_not(self):
        url = self.system.endpoints.api_url
        reader = Api(url, *user(self.system.stack, "reader-of-targets", READING_TARGETS))
        self.assertEqual(reader.get("/v1/targets").status, 200)
        self.refused(reader, [route for route in ROUTES if route != ("GET", "/v1/targets")])

    def test_health_is_open(self):
        self.assertEqual(Api(self.system.endpoints.api_url).get("/v1/health").status, 200)

    def test_every_route_of_the_template_is_tried_here(self):
        gateway = self.system.stack.client("apigatewayv2")
        routes = gateway.get_routes(ApiId=self.system.deployment.api_id)["Items"]
        shape = lambda path: path.replace("any", "{}").replace("kinesis-stream", "{}")
        tried = {f"{method} {shape(path)}" for method, path in ROUTES} | {"GET /v1/health"}
        self.assertEqual({re.sub(r"\{\w+\}", "{}", route["RouteKey"]) for route in routes}, tried)
