"""What an answer of the Store is (docs/app-client.md, "What is an answer"), and what a kept record is."""

import datetime
import json
import sys
from pathlib import Path
from typing import NamedTuple, Optional

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from oracle import milliseconds, parse_expiry

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"

LIMITED = ("Too many requests.", "Store is unavailable.")

# The oracle's instants count from year 0, the clocks of a history from 1970.
EPOCH = milliseconds(1970, 1, 1, 0, 0, 0, 0)


class Authorization(NamedTuple):
    expiry: str  # exactly as received
    until: int  # its instant
    signatures: dict
    received: int

    def record(self) -> dict:
        return {"expiry": self.expiry, "signatures": self.signatures, "received": self.received}


class Denial(NamedTuple):
    reason: str
    retry_after: int = 0


class Failure(NamedTuple):
    reason: str
    retry_after: int = 0


def instant_of(text: object) -> Optional[int]:
    """The instant of a text of the expiry's grammar, None for anything else."""
    if type(text) is not str:
        return None
    expiry = parse_expiry(text.encode("utf-8", "surrogatepass"))
    return None if expiry is None else expiry.instant - EPOCH


def utc(instant: int) -> datetime.datetime:
    return datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=instant)


def java(instant: int) -> str:
    """The Java rendering: whole seconds, and the seconds once more where milliseconds should be."""
    time = utc(instant)
    return f"{time.year:04}-{time:%m-%dT%H:%M:%S}.{time.second:03}+0000"


def iso(instant: int) -> str:
    time = utc(instant)
    return f"{time.year:04}-{time:%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"


def refuse_constant(text: str):
    raise ValueError(f"{text} is no JSON")


def parsed(body: str) -> object:
    """What the body says, None where it is no JSON (which is no answer either, as `null` is none)."""
    try:
        return json.loads(body, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None


def retry_after(headers: dict, now: int) -> int:
    """How long to wait at least: seconds, or a date by the clock of the App; at most a day, 0 where there is none."""
    text = headers.get("retry-after", "")
    if text.isascii() and text.isdigit():
        wait = int(text) * 1000
    else:
        try:
            date = datetime.datetime.strptime(text, HTTP_DATE)
        except ValueError:
            return 0
        # What is read more leniently than it is written is no date: a wrong day of the week, small letters.
        wait = (date - utc(now)) // datetime.timedelta(milliseconds=1) if date.strftime(HTTP_DATE) == text else 0
    return min(max(wait, 0), DAY)


def signatures_of(listed: object) -> dict:
    entries = listed if type(listed) is list else []
    return {
        entry["serverId"]: entry["value"]
        for entry in entries
        if type(entry) is dict and type(entry.get("serverId")) is str and type(entry.get("value")) is str
    }


def judge(status: int, headers: dict, body: str, now: int):
    """The rows of the table, in its order; `now` is the wall clock of the App when the reply comes."""
    answer = parsed(body)
    members = answer if type(answer) is dict else {}
    error = members.get("error")
    message = error.get("message") if type(error) is dict else None
    wait = retry_after(headers, now)

    said_yes = status == 200 and members.get("authorized") is True
    texts = (members.get("expiry"), members.get("expiry_time"))
    expiry = next((text for text in texts if instant_of(text) is not None), None)
    if said_yes and expiry is not None and now <= instant_of(expiry):
        return Authorization(expiry, instant_of(expiry), signatures_of(members.get("signatures")), now)
    if status == 200 and members.get("authorized") is False and message not in LIMITED:
        return Denial(message if type(message) is str and message else "denied", wait)
    if message in LIMITED:
        return Failure(message, wait)
    if said_yes and expiry is not None:
        return Failure("clock", wait)
    return Failure("answer" if status == 200 else f"status {status}", wait)


def understood(record: object) -> Optional[Authorization]:
    """What is kept, None where it is not understood."""
    if type(record) is not dict or instant_of(record.get("expiry")) is None:
        return None
    signatures, received = record.get("signatures"), record.get("received")
    if type(signatures) is not dict or any(type(value) is not str for value in signatures.values()):
        return None
    if type(received) is not int:
        return None
    return Authorization(record["expiry"], instant_of(record["expiry"]), signatures, received)
