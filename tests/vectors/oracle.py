#!/usr/bin/env python3
"""An oracle of the Store Authorization scheme, written from its rules alone.

    oracle.py                      answer one request per line of standard input
    oracle.py --self-test FILE...  compare the answers with the tests of vector files

It shares no code with the library it judges. It is neither fast nor hardened: it is meant to be read beside the rules.
Only the standard library is used, and only whole numbers.
"""

import hashlib
import hmac
import json
import re
import sys
from typing import NamedTuple, Optional

# The order in which the fields are judged: the first bad one is named (Verifying, 1).
FIELDS = ("id", "pc", "expiry", "signature")

ENCODINGS = ("as-received", "java-sample", "either")

# --- Time ---------------------------------------------------------------------------------------------------------------

# A day count of our own, because Python's dates begin with year 1 and the scheme's with year 0. Instants are whole
# milliseconds since 0000-01-01T00:00:00.000, so none of them is negative, and Python's integers never wrap.

INSTANT = re.compile(rb"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{3})(Z|\+0000)")


def is_leap(year: int) -> bool:
    """Proleptic Gregorian: the rule of today for every year (Grammar)."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    return (31, 29 if is_leap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def days_before_year(year: int) -> int:
    """Days from 0000-01-01 to the first of January; year 0 is a leap year, so multiples of 4 are counted from 0 on."""
    leap_years = (year + 3) // 4 - (year + 99) // 100 + (year + 399) // 400
    return 365 * year + leap_years


def milliseconds(year: int, month: int, day: int, hour: int, minute: int, second: int, milli: int) -> Optional[int]:
    """The instant, or None where the calendar or the clock has no such time (Grammar)."""
    if not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    days = days_before_year(year) + sum(days_in_month(year, m) for m in range(1, month)) + day - 1
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + milli


class Expiry(NamedTuple):
    """An expiry text and what follows from it."""

    text: bytes  # as received
    instant: int  # as sent
    instant_text: str
    whole_second: int  # all that a signature over the Java rendering vouches for
    whole_second_text: str
    java: bytes  # the Java rendering


def parse_expiry(text: bytes) -> Optional[Expiry]:
    """Grammar: 24 or 28 bytes, nothing before and nothing behind, ASCII digits, a real date and time."""
    match = INSTANT.fullmatch(text)
    if match is None:
        return None
    instant = milliseconds(*(int(part) for part in match.groups()[:7]))
    if instant is None:
        return None
    to_second = text[:19].decode("ascii")
    second, milli, zone = int(match[6]), int(match[7]), match[8]
    whole_second = instant - milli
    whole_second_text = f"{to_second}.000Z"
    # Instant: `+0000` with mmm equal to the seconds is the whole second, the milliseconds were never sent.
    if zone == b"+0000" and milli == second:
        sent, sent_text = whole_second, whole_second_text
    else:
        sent, sent_text = instant, f"{to_second}.{milli:03}Z"
    # Java rendering: whole seconds, mmm = the seconds, +0000.
    java = f"{to_second}.{second:03}+0000".encode("ascii")
    return Expiry(text, sent, sent_text, whole_second, whole_second_text, java)


def parse_instant(text: str) -> int:
    """An instant of the request's own data: `now` and `acceptUntil`, always with Z."""
    match = INSTANT.fullmatch(text.encode("utf-8", "surrogatepass"))
    instant = milliseconds(*(int(part) for part in match.groups()[:7])) if match and match[8] == b"Z" else None
    if instant is None:
        raise ValueError(f"expected an instant like 2016-04-26T08:17:59.000Z, found {text!r}")
    return instant


# --- Verifying ----------------------------------------------------------------------------------------------------------


def is_token(value: bytes, longest: int) -> bool:
    """Verifying, 1: 1 to `longest` bytes, each visible ASCII (0x21-0x7E) other than `#`."""
    return 1 <= len(value) <= longest and all(0x21 <= byte <= 0x7E and byte != 0x23 for byte in value)


def is_signature(value: bytes) -> bool:
    """Verifying, 1: exactly 40 lowercase hex digits."""
    return len(value) == 40 and all(byte in b"0123456789abcdef" for byte in value)


def sign(id: bytes, pc: bytes, key: bytes, expiry: bytes) -> bytes:
    """signature = lowercase_hex( SHA1( id # pc # server key # expiry text ) )"""
    return hashlib.sha1(b"#".join((id, pc, key, expiry))).hexdigest().encode("ascii")


def authorized(key: int, expires_at: str) -> dict:
    return {"result": "authorized", "reason": None, "field": None, "key": key, "expiresAt": expires_at}


def denied(reason: str, field: Optional[str] = None) -> dict:
    return {"result": "denied", "reason": reason, "field": field, "key": None, "expiresAt": None}


def verify(request: dict) -> dict:
    """The verdict on one request, in the order of the section "Verifying, in this order"."""
    now = parse_instant(request["now"])
    policy = request["policy"]
    leeway = 1000 * policy["leewaySeconds"]
    # A lone surrogate has no UTF-8; let it through as bytes, which no grammar takes.
    id, pc, expiry_text, signature = (request[field].encode("utf-8", "surrogatepass") for field in FIELDS)

    # 1. Grammar: the first bad field in the order id, pc, expiry, signature.
    expiry = parse_expiry(expiry_text)
    for field, good in zip(FIELDS, (is_token(id, 64), is_token(pc, 50), expiry is not None, is_signature(signature))):
        if not good:
            return denied("malformed", field)

    # 2. Expiry: denied when expiry + leeway < now. Equal is not expired.
    if expiry.instant + leeway < now:
        return denied("expired")

    # 3. Signature, under each accepted key, in order.
    match = find_key(request["serverKeys"], policy["expiryEncoding"], now, id, pc, expiry, signature)
    if match is None:
        return denied("signature-mismatch")
    key, whole_second_only = match
    # A signature over the Java rendering authenticates the whole second only, and the expiry check holds for it too.
    expires, expires_text = expiry.instant, expiry.instant_text
    if whole_second_only:
        expires, expires_text = expiry.whole_second, expiry.whole_second_text
        if expires + leeway < now:
            return denied("expired")

    # 4. Policy of this server: the product first, then the lifetime, which is that of the effective expiry.
    if policy["products"] is not None and request["pc"] not in policy["products"]:
        return denied("product-not-allowed")
    longest = policy["maxLifetimeSeconds"]
    if longest is not None and expires - now > 1000 * longest:
        return denied("lifetime-too-long")
    return authorized(key, expires_text)


def find_key(keys: list, encoding: str, now: int, id: bytes, pc: bytes, expiry: Expiry, signature: bytes):
    """The index of the first accepted key that matches, and whether only the Java rendering did."""
    for index, server_key in enumerate(keys):
        # Verifying, 3: a key is passed over when its `accept until` instant < now. Leeway has no part in this.
        until = server_key["acceptUntil"]
        if until is not None and parse_instant(until) < now:
            continue
        key = server_key["key"].encode("ascii")
        # Encoding policy; with `either`, each key tries as-received, then the Java rendering.
        if encoding != "java-sample" and hmac.compare_digest(sign(id, pc, key, expiry.text), signature):
            return index, False
        if encoding != "as-received" and hmac.compare_digest(sign(id, pc, key, expiry.java), signature):
            return index, True
    return None


# --- Requests, one a line -----------------------------------------------------------------------------------------------


def check_members(what: str, value: object, types: dict) -> None:
    """Refuse a request that does not have exactly these members: a misspelt policy must not pass for none."""
    if type(value) is not dict or set(value) != set(types):
        raise ValueError(f"{what}: expected an object with exactly the members {', '.join(types)}")
    for name, allowed in types.items():
        if type(value[name]) not in allowed:  # not isinstance, which takes true for 1
            raise ValueError(f"{what}: {name} has the wrong type")


def check_request(request: object) -> None:
    """Refuse what is not data of an untrusted client but a mistake of the asker."""
    none = type(None)
    strings = {name: (str,) for name in ("now", *FIELDS)}
    check_members("request", request, {"tcId": (int,), "serverKeys": (list,), "policy": (dict,), **strings})
    policy = request["policy"]
    check_members("policy", policy, {
        "expiryEncoding": (str,), "leewaySeconds": (int,), "products": (list, none), "maxLifetimeSeconds": (int, none),
    })
    if policy["expiryEncoding"] not in ENCODINGS:
        raise ValueError(f"policy: expiryEncoding is none of {', '.join(ENCODINGS)}")
    if policy["leewaySeconds"] < 0 or (policy["maxLifetimeSeconds"] or 0) < 0:
        raise ValueError("policy: a negative number of seconds")
    if any(type(product) is not str for product in policy["products"] or ()):
        raise ValueError("policy: a product that is not a string")
    for server_key in request["serverKeys"]:
        check_members("server key", server_key, {"key": (str,), "acceptUntil": (str, none)})
        # Who is who, last paragraphs: a server key is 1-128 bytes of visible ASCII, `#` allowed.
        if not re.fullmatch("[!-~]{1,128}", server_key["key"]):
            raise ValueError("server key: not 1 to 128 bytes of visible ASCII")


def answer_lines() -> int:
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            request = json.loads(line.decode("utf-8"))
            check_request(request)
            answer = {"tcId": request["tcId"], **verify(request)}
        except ValueError as error:
            print(f"line {number}: {error}", file=sys.stderr)
            return 2
        print(json.dumps(answer), flush=True)
    return 0


# --- Self-test ----------------------------------------------------------------------------------------------------------


def requests_of(vectors: dict):
    """Each test of a vector file with the request that it stands for."""
    for group in vectors["testGroups"]:
        shared = {name: group[name] for name in ("now", "serverKeys", "policy")}
        for test in group["tests"]:
            yield test, {"tcId": test["tcId"], **shared, **{field: test[field] for field in FIELDS}}


def inconsistencies(vectors: dict):
    """What a schema cannot say about a vector file."""
    tests = [test for test, _ in requests_of(vectors)]
    if vectors["numberOfTests"] != len(tests):
        yield f"numberOfTests is {vectors['numberOfTests']}, but there are {len(tests)} tests"
    if len({test["tcId"] for test in tests}) != len(tests):
        yield "a tcId occurs twice"
    used = {flag for test in tests for flag in test["flags"]}
    for flag in sorted(used ^ set(vectors["notes"])):
        yield f"the flag {flag} is used but has no note" if flag in used else f"the note {flag} describes no flag in use"


def self_test(paths: list) -> int:
    passed = failed = 0
    sound = True
    for path in paths:
        with open(path, encoding="utf-8") as file:
            vectors = json.load(file)
        for complaint in inconsistencies(vectors):
            print(f"{path}: {complaint}", file=sys.stderr)
            sound = False
        for test, request in requests_of(vectors):
            check_request(request)
            verdict = verify(request)
            expected = {name: test[name] for name in verdict}
            if verdict == expected:
                passed += 1
            else:
                failed += 1
                print(f"{path}: tcId {test['tcId']}: expected {expected}, found {verdict}", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return 0 if sound and failed == 0 and passed > 0 else 1


def main(arguments: list) -> int:
    if not arguments:
        return answer_lines()
    if arguments[0] == "--self-test" and len(arguments) > 1:
        return self_test(arguments[1:])
    print(__doc__.strip(), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
