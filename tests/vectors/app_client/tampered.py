"""Each law notices what breaks it: good outcomes, spoilt in one place. A law that cannot complain is none."""

import copy

import laws
import scenarios
from answers import HOUR, MINUTE
from building import SECOND, WALL, record
from simulate import simulate


def ask_twice(outcome: dict) -> None:
    outcome["calls"].append(10 * SECOND)


def ask_every_minute(outcome: dict) -> None:
    outcome["calls"] = list(range(0, 2 * HOUR, MINUTE))


def sleep_through_the_expiry(outcome: dict) -> None:
    outcome["states"] = [state for state in outcome["states"] if state["state"] != "unreachable"]


def give_up_in_an_outage(outcome: dict) -> None:
    outcome["states"].append({"at": outcome["calls"][1] + 40, "state": "unreachable", "until": None, "reason": "status 500"})


def overlook_what_is_kept(outcome: dict) -> None:
    outcome["states"][0] = {"at": 0, "state": "starting", "until": None, "reason": None}


def stay_denied(outcome: dict) -> None:
    outcome["states"].pop()


def keep_what_nobody_sent(outcome: dict) -> None:
    outcome["stored"].append({"at": 5, "value": record("2023-11-15T22:13:20.020+0000", WALL + 5)})


def forget_in_an_outage(outcome: dict) -> None:
    outcome["stored"].append({"at": outcome["calls"][1] + 40, "value": None})


def tell_twice(outcome: dict) -> None:
    outcome["states"].append({**outcome["states"][-1], "at": HOUR})


TAMPERED = (
    (laws.never_two_at_once, ask_twice, "a 401 while an ask is under way asks no second time"),
    (laws.never_too_often, ask_every_minute, "no connection is a failure: network"),
    (
        laws.never_authorized_after_the_expiry,
        sleep_through_the_expiry,
        "an authorization is over in the millisecond behind it",
    ),
    (
        laws.never_authorized_after_the_expiry,
        sleep_through_the_expiry,
        "a jump forward over the expiry is told at the next wake",
    ),
    (laws.never_dropped_for_an_outage, give_up_in_an_outage, "a failure while what is held is in force is not told"),
    (laws.kept_is_found, overlook_what_is_kept, "what is kept serves while the Store is away"),
    (laws.denied_for_an_hour_at_most, stay_denied, "a denied App is authorized within the hour in which the Store says yes"),
    (laws.keeps_answers_only, keep_what_nobody_sent, "no connection is a failure: network"),
    (laws.keeps_answers_only, forget_in_an_outage, "a failure while what is held is in force is not told"),
    (laws.tells_changes_only, tell_twice, "an authorization is told and kept as received"),
)


def unnoticed():
    """What was spoilt and is not complained of by its law."""
    by_name = {scenario["name"]: scenario for scenario in scenarios.ALL}
    for law, spoil, name in TAMPERED:
        outcome = copy.deepcopy(simulate(by_name[name]))
        spoil(outcome)
        if not any(law(laws.Past(by_name[name], outcome))):
            yield f"{law.__name__} does not notice {spoil.__name__} in {name!r}"
    for law in set(laws.LAWS) - {law for law, _, _ in TAMPERED}:
        yield f"{law.__name__} is never broken"
