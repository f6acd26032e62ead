"""What every middleware answers: asked over HTTP, or by a framework's own client."""

import json
from datetime import timedelta

from conftest import ID, OTHER_KEY, PRODUCT, query

DENIALS = [
    # query, status, challenge, reason, field
    ("", 401, "StoreAuth", "malformed", "id"),
    ("id=%zz", 401, 'StoreAuth error="malformed"', "malformed", "id"),
    (query(lasts=timedelta(hours=-1)), 401, 'StoreAuth error="expired"', "expired", None),
    (query(key=OTHER_KEY), 401, 'StoreAuth error="signature-mismatch"', "signature-mismatch", None),
    (query(pc="music"), 403, None, "product-not-allowed", None),
    (query(lasts=timedelta(days=9)), 403, None, "lifetime-too-long", None),
]
AUTHORIZED = f"{ID} {PRODUCT} 0"


def assert_answers(ask):
    """`ask(query, method)` gives status, headers and body; the view answers whom it found authorized."""
    for sent, status, challenge, reason, field in DENIALS:
        found, headers, body = ask(sent, "GET")
        headers = {name.lower(): value for name, value in headers.items()}
        assert (found, headers.get("www-authenticate")) == (status, challenge), sent
        assert headers["content-type"] == "application/problem+json"
        assert headers["cache-control"] == "no-store"
        problem = json.loads(body)
        assert (problem["status"], problem["reason"], problem.get("field")) == (status, reason, field)
        signature = sent.rpartition("signature=")[2]
        assert signature == sent or signature.encode() not in body
    found, headers, body = ask("", "HEAD")
    assert (found, body) == (401, b"")
    assert ask(query(), "GET")[0::2] == (200, AUTHORIZED.encode())


def say(authorization):
    """What a view of these tests answers."""
    return f"{authorization.id} {authorization.product} {authorization.key}"
