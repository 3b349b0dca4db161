"""Policies through the API: none is lost, and all mistakes are told at once."""

import json

from .deployed import EndToEnd
from .world import stream_policy


class Policies(EndToEnd):
    path = "/v1/policies/clicks"

    def put(self, policy, **headers):
        return self.api.put(self.path, json.dumps(policy), content_type="application/json", **headers)

    def test_a_stale_update_is_refused_and_nothing_is_lost(self):
        first = self.put(stream_policy(), if_none_match="*")
        self.assertEqual(first.status, 201, first.text)
        stale = first.headers["etag"]
        second = self.put(stream_policy(bounds={"min": 3, "max": 16}), if_match=stale)
        self.assertEqual(second.status, 200, second.text)

        late = self.put(stream_policy(bounds={"min": 9, "max": 9}), if_match=stale)
        self.assertEqual(late.status, 412, late.text)
        again = self.put(stream_policy(), if_none_match="*")
        self.assertEqual(again.status, 412, again.text)

        kept = self.api.get(self.path)
        self.assertEqual(kept.headers["etag"], second.headers["etag"])
        self.assertIn('"min":3', kept.text.replace(" ", ""))

    def test_three_mistakes_are_told_at_once_with_their_places(self):
        wrong = stream_policy(
            bounds={"min": "two", "max": 16},
            rules=[{"track": {"metric": "write_utilisation", "target": 0.5}}],
            guard={},
        )
        answer = self.put(wrong, if_none_match="*")
        self.assertEqual(answer.status, 422, answer.text)
        self.assertEqual(answer.headers["content-type"], "application/problem+json")
        self.assertEqual(len(answer.json["errors"]), 3, answer.text)
        for place in ("bounds", "rules", "guard"):
            self.assertIn(place, answer.text)
        self.assertEqual(self.api.get(self.path).status, 404)

    def test_what_is_no_document_is_refused_where_it_stands(self):
        for kind, body in (
            ("application/json", "{"),
            ("application/yaml", "name: [clicks"),
            ("application/json", b"\xff\xfe"),
            ("application/json", "[" * 10_000),
            ("application/json", json.dumps({"name": "x" * 1_100_000})),
            ("text/csv", "name,clicks"),
        ):
            with self.subTest(kind=kind, body=body[:12]):
                answer = self.api.put(self.path, body, content_type=kind, if_none_match="*")
                self.assertIn(answer.status // 100, [4], answer.text)
                self.assertNotEqual(answer.status, 403)
