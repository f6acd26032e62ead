"""What the case files build with: sample values, signing, calendar sums, and the suite that collects tests.

A test states what its construction makes it: `want`. The oracle must agree, so a verdict in additional.json has two
sources. The sums here use Python's calendar, moved by 400 years where it does not reach; the oracle has its own.
"""

import hashlib
from datetime import datetime, timedelta

import oracle

FIRST_TEST_ID = 100001


class Draw:
    """A stream of numbers that stays the same on every Python: SHA-256 of a seed and a counter."""

    def __init__(self, seed: str):
        self.seed = seed
        self.count = 0

    def below(self, limit: int) -> int:
        self.count += 1
        block = hashlib.sha256(f"{self.seed} {self.count}".encode()).digest()
        return int.from_bytes(block, "big") % limit

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def text(self, length: int, alphabet: str) -> str:
        return "".join(self.pick(alphabet) for _ in range(length))

    def hex(self, length: int) -> str:
        return self.text(length, "0123456789abcdef")


DISPLAY_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
VISIBLE = "".join(chr(byte) for byte in range(0x21, 0x7F) if byte != 0x23)

_draw = Draw("sample values")
ID = _draw.text(12, DISPLAY_ALPHABET)
PC = _draw.hex(40)
OTHER_PC = _draw.hex(40)
KEY = _draw.hex(40)
OLD_KEY = _draw.hex(40)
OLDER_KEY = _draw.hex(40)
STRANGER = _draw.hex(40)  # a key of no server here


def sha1(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8")).hexdigest()


def sign(id: str, pc: str, key: str, expiry: str) -> str:
    return sha1(f"{id}#{pc}#{key}#{expiry}")


def java(text: str) -> str:
    """The Java rendering, by position: both forms keep the seconds at the same place."""
    return f"{text[:19]}.0{text[17:19]}+0000"


def plus(text: str) -> str:
    """The same digits with +0000 for Z."""
    return text[:23] + "+0000"


def whole_second(text: str) -> str:
    return text[:19] + ".000Z"


def instant(text: str) -> str:
    """The instant of an expiry as sent."""
    return whole_second(text) if text == java(text) else text[:23] + "Z"


def day_number(year: int, month: int, day: int) -> int:
    """Python's day number; a year before 5000 is counted 400 years later, which are 146097 days."""
    if year < 5000:
        return datetime(year + 400, month, day).toordinal() - 146097
    return datetime(year, month, day).toordinal()


def seconds_between(earlier: str, later: str) -> int:
    """Whole seconds between two instants with the same milliseconds."""
    assert earlier[19:] == later[19:]

    def seconds(text: str) -> int:
        days = day_number(int(text[:4]), int(text[5:7]), int(text[8:10]))
        return days * 86400 + int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])

    return seconds(later) - seconds(earlier)


def shift(text: str, milliseconds: int) -> str:
    """The instant so many milliseconds later, with Z."""
    year = int(text[:4])
    move = 400 if year < 5000 else -400
    moved = datetime(year + move, *(int(text[at : at + 2]) for at in (5, 8, 11, 14, 17)), int(text[20:23]) * 1000)
    moved += timedelta(milliseconds=milliseconds)
    assert 0 <= moved.year - move <= 9999
    return f"{moved.year - move:04}-{moved:%m-%dT%H:%M:%S}.{moved.microsecond // 1000:03}Z"


class Group:
    """Tests that share a clock, keys and a policy."""

    def __init__(self, name, now, keys, encoding, leeway, products, lifetime):
        self.name = name
        self.now = now
        # A key alone is accepted for good; with an instant, until then.
        self.keys = [(key, None) if isinstance(key, str) else key for key in keys]
        self.policy = {
            "expiryEncoding": encoding,
            "leewaySeconds": leeway,
            "products": products,
            "maxLifetimeSeconds": lifetime,
        }
        self.tests = []

    def add(self, comment, flags, want, *, expiry, id=ID, pc=PC, signed=None, signature=None, key=0, matches=None):
        """Add a test.

        want: "authorized", "malformed FIELD", or another reason; None where only the oracle can tell.
        signed: the text that the signature covers, the expiry itself unless given; signature: instead of a right one.
        key: the index of the key that signs; matches: the index to be reported, where it differs.
        """
        signed = expiry if signed is None else signed
        if signature is None:
            signature = sign(id, pc, self.keys[key][0], signed)
        request = {
            "tcId": 0,
            "now": self.now,
            "serverKeys": [{"key": text, "acceptUntil": until} for text, until in self.keys],
            "policy": self.policy,
            "id": id,
            "pc": pc,
            "expiry": expiry,
            "signature": signature,
        }
        oracle.check_request(request)
        verdict = oracle.verify(request)
        if want is not None:
            expires = whole_second(expiry) if signed != expiry else instant(expiry)
            self.check(comment, verdict, want, key if matches is None else matches, expires)
        fields = {name: request[name] for name in oracle.FIELDS}
        self.tests.append({"comment": comment, "flags": flags.split(), **fields, **verdict})

    def check(self, comment, verdict, want, key, expires):
        reason, _, field = want.partition(" ")
        if reason == "authorized":
            expected = oracle.authorized(key, expires)
        else:
            expected = oracle.denied(reason, field or None)
        assert verdict == expected, f"{self.name}: {comment}: built as {expected}, the oracle says {verdict}"


class Suite:
    def __init__(self):
        self.groups = []

    def group(self, name, now, keys=(KEY,), encoding="either", leeway=0, products=None, lifetime=None) -> Group:
        group = Group(name, now, keys, encoding, leeway, products, lifetime)
        self.groups.append(group)
        return group

    def vectors(self, notes: dict) -> dict:
        """The whole file, in the order of members that conformance.json has."""
        self.check_unique()
        used = {flag for group in self.groups for test in group.tests for flag in test["flags"]}
        assert used <= set(notes), f"no note for {used - set(notes)}"
        groups = []
        id = FIRST_TEST_ID
        for group in self.groups:
            groups.append({
                "name": group.name,
                "now": group.now,
                "serverKeys": [{"key": key, "acceptUntil": until} for key, until in group.keys],
                "policy": group.policy,
                "tests": [{"tcId": id + offset, **test} for offset, test in enumerate(group.tests)],
            })
            id += len(group.tests)
        return {
            "schema": "store-auth-vectors-v1",
            "numberOfTests": id - FIRST_TEST_ID,
            "notes": {flag: notes[flag] for flag in sorted(used)},
            "testGroups": groups,
        }

    def check_unique(self):
        """No test stands for the same request as another, and each can be found by its group's name and its comment."""
        names, requests = set(), set()
        for group in self.groups:
            assert group.name not in names and group.tests, f"{group.name}: empty, or a second group of this name"
            names.add(group.name)
            comments = set()
            for test in group.tests:
                request = repr((group.now, group.keys, group.policy, [test[name] for name in oracle.FIELDS]))
                assert test["comment"] not in comments, f"{group.name}: two tests with the comment {test['comment']}"
                assert request not in requests, f"{group.name}: {test['comment']}: the same request as another test"
                comments.add(test["comment"])
                requests.add(request)
