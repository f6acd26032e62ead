"""The scheme in plain Python, as a data server would have it: the whole grammar, and what Python's library is best at."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta, timezone
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

TOKEN = re.compile(r'[!"$-~]+')
EXPIRY = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{3})(?:Z|\+0000)", re.ASCII)
SIGNATURE = re.compile(r"[0-9a-f]{40}")
NAMES = {"id": "id", "cid": "id", "pc": "pc", "expiry": "expiry", "expiry_time": "expiry", "signature": "signature"}
UTC = timezone.utc


class Denied(Exception):
    pass


class Authorization(NamedTuple):
    id: str
    product: str
    expires_at: datetime
    key: int


class Verifier:
    def __init__(self, keys):
        self.keys = keys

    def verify(self, url):
        # Not `parse_qs`, which takes the `+` of an expiry for a space.
        fields = {}
        for part in urlsplit(url).query.split("&"):
            name, _, value = part.partition("=")
            field = NAMES.get(unquote(name))
            if field:
                if field in fields:
                    raise Denied("malformed")
                fields[field] = unquote(value)
        if len(fields) != 4:
            raise Denied("malformed")
        return self.verify_fields(**fields)

    def verify_fields(self, id, pc, expiry, signature):
        match = EXPIRY.fullmatch(expiry)
        if not (
            len(id) <= 64 and TOKEN.fullmatch(id) and len(pc) <= 50 and TOKEN.fullmatch(pc) and match
            and SIGNATURE.fullmatch(signature)
        ):
            raise Denied("malformed")
        try:
            second = datetime.fromisoformat(expiry[:19] + "+00:00")
        except ValueError:
            raise Denied("malformed") from None
        milliseconds = int(match[1])
        java = f"{expiry[:19]}.{second.second:03}+0000"
        expires_at = second if expiry == java else second + timedelta(milliseconds=milliseconds)
        now = datetime.now(UTC)
        if expires_at < now:
            raise Denied("expired")
        for number, key in enumerate(self.keys):
            for text, until in ((expiry, expires_at), (java, second)):
                made = hashlib.sha1(f"{id}#{pc}#{key}#{text}".encode()).hexdigest()
                if hmac.compare_digest(made, signature):
                    if until < now:
                        raise Denied("expired")
                    return Authorization(id, pc, until, number)
        raise Denied("signature-mismatch")
