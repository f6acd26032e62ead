#!/usr/bin/env python3
"""Write additional.json, or check that it is what this program would write.

    generate.py          write additional.json
    generate.py --check  exit with 1 where the file differs

Nothing is read from the clock or from a random source: every run writes the same bytes.
"""

import json
import sys
from pathlib import Path

# The folder holds vectors and sources only.
sys.dont_write_bytecode = True

import cases_expiry
import cases_fields
import cases_policy
import cases_signature
from suite import Suite

FOLDER = Path(__file__).resolve().parent
TARGET = FOLDER / "additional.json"

# Flags that conformance.json does not have; its own notes are taken from it, so that a flag means one thing.
NEW_NOTES = {
    "BlockEdge": "the message ends at or beside an edge of a SHA-1 block or of its padding",
    "Calendar": "leap days, ends of months and years, the first and the last year, and sums over them",
    "Escaping": "characters that mean something to URLs, JSON, HTML or a shell, and nothing to the scheme",
    "HugeNumber": "a leeway or a maximum lifetime beyond any calendar: arithmetic neither wraps nor fails",
    "Precedence": "several rules are broken at once: the first in order gives the reason",
}


def render() -> str:
    suite = Suite()
    for cases in (cases_expiry, cases_fields, cases_signature, cases_policy):
        cases.add_to(suite)
    notes = json.loads((FOLDER / "conformance.json").read_text(encoding="utf-8"))["notes"]
    assert not set(notes) & set(NEW_NOTES), "a flag of conformance.json is described again"
    return json.dumps(suite.vectors({**notes, **NEW_NOTES}), indent=1) + "\n"


def first_difference(found: str, expected: str) -> str:
    lines = zip(found.splitlines(), expected.splitlines())
    for number, (old, new) in enumerate(lines, start=1):
        if old != new:
            return f"line {number}: found {old.strip()!r}, expected {new.strip()!r}"
    return "one is longer than the other"


def check() -> int:
    expected = render()
    try:
        found = TARGET.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"{TARGET.name} cannot be read: {error}", file=sys.stderr)
        return 1
    if found != expected:
        print(f"{TARGET.name} is not what generate.py writes; {first_difference(found, expected)}", file=sys.stderr)
        print("run generate.py, and look at what changed", file=sys.stderr)
        return 1
    print(f"{TARGET.name} is up to date")
    return 0


def write() -> int:
    TARGET.write_bytes(render().encode("ascii"))
    print(f"wrote {TARGET.name}")
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    if sys.argv[1:]:
        sys.exit(__doc__.strip())
    sys.exit(write())
