"""Whether clients did the same in the same histories: their outcomes, line by line."""

import json
from itertools import zip_longest


def first_difference(outcomes: dict) -> str:
    """What differs first: the part, its place, and what each client has there."""
    for part in ("calls", "states", "stored"):
        columns = zip_longest(*(outcome[part] for outcome in outcomes.values()))
        for place, entries in enumerate(columns):
            if any(entry != entries[0] for entry in entries):
                return f"{part}[{place}]: " + "; ".join(
                    f"{name} {json.dumps(entry)}" for name, entry in zip(outcomes, entries)
                )
    return "members that nobody knows"


def differences(histories, outcome_files: dict):
    """One text for each history in which not all did the same. A file that is too short ends in an error."""
    for lines in zip(histories, *outcome_files.values(), strict=True):
        outcomes = dict(zip(outcome_files, map(json.loads, lines[1:])))
        if any(outcome != next(iter(outcomes.values())) for outcome in outcomes.values()):
            yield f"{json.loads(lines[0])['name']}: {first_difference(outcomes)}"
