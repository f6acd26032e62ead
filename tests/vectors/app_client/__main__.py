"""The behaviour of an App's client as data, and what judges it.

    app_client --write                       write app-client.json
    app_client --check                       exit with 1 where the file differs
    app_client --histories N --seed S        write N random histories, one a line
    app_client --answer                      read histories, one a line, and write what comes of each
    app_client --compare HISTORIES OUTCOMES OUTCOMES…
                                             say where outcomes, a line for each history, differ
    app_client --laws HISTORIES OUTCOMES     say where an outcome breaks a law

Nothing is read from the clock or from a random source: every run writes the same bytes.
"""

import json
import sys
from contextlib import ExitStack
from pathlib import Path

# The folder holds vectors and sources only.
sys.dont_write_bytecode = True

import scenarios
from compare import differences
from histories import histories
from laws import LAWS, broken
from simulate import simulate
from tampered import unnoticed

TARGET = Path(__file__).resolve().parent.parent / "app-client.json"


def render() -> str:
    check_names_and_times()
    lines = (json.dumps({**scenario, "expected": simulate(scenario)}) for scenario in scenarios.ALL)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def check_names_and_times() -> None:
    """What a schema cannot say."""
    names = {scenario["name"] for scenario in scenarios.ALL}
    assert len(names) == len(scenarios.ALL), "two scenarios have one name"
    for scenario in scenarios.ALL:
        answers, events = ([answer["from"] for answer in scenario["answers"]], [event["at"] for event in scenario["events"]])
        assert answers == sorted(answers) and events == sorted(events), f"{scenario['name']}: not in the order of time"
        assert answers[0] == 0, f"{scenario['name']}: no answer from 0 on"


def write() -> int:
    TARGET.write_bytes(render().encode("ascii"))
    print(f"wrote {len(scenarios.ALL)} scenarios to {TARGET.name}")
    return 0


def check() -> int:
    """The file is what --write would write, its scenarios break no law, and the laws notice what breaks them."""
    try:
        found = TARGET.read_bytes().decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        return complain([f"{TARGET.name} cannot be read: {error}"])
    expected = render().splitlines()
    if found != expected:
        number = next((n for n, lines in enumerate(zip(found, expected), start=1) if lines[0] != lines[1]), "the last")
        return complain(
            [f"{TARGET.name} is not what --write writes, from line {number} on", "write it, and look at what changed"]
        )
    complaints = [f"{s['name']}: {c}" for s in json.loads("\n".join(found)) for c in broken(s, s["expected"])]
    complaints += unnoticed()
    if not complaints:
        print(f"{TARGET.name} is up to date: {len(expected) - 2} scenarios")
    return complain(complaints)


def complain(complaints: list) -> int:
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


def write_histories(count: int, seed: int) -> int:
    for history in histories(count, seed):
        print(json.dumps(history))
    return 0


def answer() -> int:
    for line in sys.stdin:
        print(json.dumps(simulate(json.loads(line))), flush=True)
    return 0


def compare(histories_path: str, outcome_paths: list) -> int:
    with ExitStack() as stack:
        histories_file, *files = (
            stack.enter_context(open(path, encoding="utf-8")) for path in (histories_path, *outcome_paths)
        )
        names = (Path(path).name for path in outcome_paths)
        return complain(list(differences(histories_file, dict(zip(names, files)))))


def laws(histories_path: str, outcomes_path: str) -> int:
    with open(histories_path, encoding="utf-8") as history_lines, open(outcomes_path, encoding="utf-8") as outcome_lines:
        pairs = [list(map(json.loads, pair)) for pair in zip(history_lines, outcome_lines, strict=True)]
    asks, states = (sum(len(outcome[part]) for _, outcome in pairs) for part in ("calls", "states"))
    print(f"{len(LAWS)} laws, {len(pairs)} outcomes with {asks} asks and {states} told states")
    return complain([f"{history['name']}: {c}" for history, outcome in pairs for c in broken(history, outcome)])


def main(arguments: list) -> int:
    match arguments:
        case ["--write"]:
            return write()
        case ["--check"]:
            return check()
        case ["--histories", count, "--seed", seed] if count.isdecimal() and seed.isdecimal():
            return write_histories(int(count), int(seed))
        case ["--answer"]:
            return answer()
        case ["--compare", histories_path, *outcome_paths] if len(outcome_paths) > 1:
            return compare(histories_path, outcome_paths)
        case ["--laws", histories_path, outcomes_path]:
            return laws(histories_path, outcomes_path)
    print(__doc__.strip(), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
