"""Signed requests to the configuration API."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from .stack import REGION


@dataclass
class Answer:
    status: int
    headers: dict
    text: str

    @property
    def json(self):
        return json.loads(self.text)


class Api:
    def __init__(self, url, key_id=None, secret=None):
        self._host = urlsplit(url).netloc
        self._credentials = key_id and Credentials(key_id, secret)

    @classmethod
    def of(cls, endpoints):
        return cls(endpoints.api_url, endpoints.api_key_id, endpoints.api_secret)

    def get(self, path, **headers):
        return self.request("GET", path, **headers)

    def put(self, path, body, **headers):
        return self.request("PUT", path, body, **headers)

    def post(self, path, body, **headers):
        return self.request("POST", path, body, **headers)

    def delete(self, path, **headers):
        return self.request("DELETE", path, **headers)

    def request(self, method, path, body=b"", **headers):
        """Headers as names: if_match="…" is If-Match."""
        sent = {name.replace("_", "-").title(): value for name, value in headers.items()}
        if isinstance(body, str):
            body = body.encode()
        request = AWSRequest(method, f"http://{self._host}{path}", data=body, headers=sent)
        if self._credentials:
            SigV4Auth(self._credentials, "execute-api", REGION).add_auth(request)
        # Not every resolver knows that *.localhost is this machine, so the name travels in Host alone.
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(f"//{self._host}").port, timeout=60)
        connection.request(method, path, body, dict(request.headers) | {"Host": self._host})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, text)


def put(api, path, document, kind):
    """Creates what the path names, or replaces the version that is there now."""
    there = api.get(path)
    which = {"if_match": there.headers["etag"]} if there.status == 200 else {"if_none_match": "*"}
    return api.put(path, document, content_type=kind, **which)
