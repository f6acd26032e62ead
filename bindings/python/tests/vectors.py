"""The questions of the conformance protocol, answered by the package."""

import functools
import json
import pathlib
from datetime import datetime, timedelta, timezone

from store_auth import Verifier

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "tests/vectors"
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# As many days as any 400 years have: Python's calendar begins with year 1, and the scheme's with year 0.
ERA = timedelta(days=146097)


def tests_of(name):
    """Each test of a file with the question that it stands for."""
    for group in json.loads((FOLDER / name).read_text())["testGroups"]:
        shared = {member: group[member] for member in ("now", "serverKeys", "policy")}
        for test in group["tests"]:
            yield test, shared | {member: test[member] for member in ("tcId", "id", "pc", "expiry", "signature")}


@functools.lru_cache(maxsize=64)
def _verifier(settings):
    keys, policy = json.loads(settings)
    longest = policy["maxLifetimeSeconds"]
    return Verifier(
        keys=[key["key"] if key["acceptUntil"] is None else (key["key"], key["acceptUntil"]) for key in keys],
        leeway=_length(policy["leewaySeconds"]),
        max_lifetime=None if longest is None else _length(longest),
        products=policy["products"],
        expiry_encoding=policy["expiryEncoding"],
    )


def verifier(question):
    return _verifier(json.dumps([question["serverKeys"], question["policy"]]))


def fields(question):
    return {name: question[name] for name in ("id", "pc", "expiry", "signature")}


def answer(question):
    verdict = verifier(question).check(**fields(question), now=question["now"])
    authorization = verdict.authorization
    return {
        "tcId": question["tcId"],
        "result": "authorized" if verdict else "denied",
        "reason": None if verdict else verdict.code,
        "field": verdict.field,
        "key": authorization and authorization.key,
        "expiresAt": authorization and instant(authorization.expires_at_ms),
    }


def instant(milliseconds):
    """As the vectors have it."""
    since = timedelta(milliseconds=milliseconds)
    before = since < datetime.min.replace(tzinfo=timezone.utc) - EPOCH
    at = EPOCH + (since + ERA if before else since)
    year = at.year - 400 if before else at.year
    return f"{year:04}-{at:%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def _length(seconds):
    return timedelta(seconds=seconds) if seconds < timedelta.max.total_seconds() else timedelta.max
