"""Scenarios: starts (rule 1), what is kept across them, stops."""

from answers import DAY, HOUR, MINUTE
from building import HANGS, SECOND, SIGNATURE, WALL, down, event, jump, no, no_id, record, scenario, stored, yes, yes_iso


def kept(received: int, expiry: str = "2023-11-15T12:00:00.000+0000") -> dict:
    return record(expiry, WALL + received)


def start(at: int) -> dict:
    return event(at, "start")


def stop(at: int) -> dict:
    return event(at, "stop")


def restart(at: int) -> dict:
    return event(at, "restart")


GARBLED = [
    ("an empty object", {}),
    ("a text", "2023-11-15T12:00:00.000+0000"),
    ("a number", 1_700_000_000_000),
    ("a list", []),
    ("an expiry out of the grammar", {"expiry": "2023-11-15 12:00:00", "signatures": {}, "received": WALL - HOUR}),
    ("no expiry", {"signatures": {"A": SIGNATURE}, "received": WALL - HOUR}),
    ("no signatures", {"expiry": "2023-11-15T12:00:00.000Z", "received": WALL - HOUR}),
    ("signatures that are a list", {"expiry": "2023-11-15T12:00:00.000Z", "signatures": [], "received": WALL - HOUR}),
    ("signatures that are a number", {"expiry": "2023-11-15T12:00:00.000Z", "signatures": 7, "received": WALL - HOUR}),
    ("signatures that are a text", {"expiry": "2023-11-15T12:00:00.000Z", "signatures": "A", "received": WALL - HOUR}),
    ("signatures that are null", {"expiry": "2023-11-15T12:00:00.000Z", "signatures": None, "received": WALL - HOUR}),
    (
        "a signature that is a number",
        {"expiry": "2023-11-15T12:00:00.000Z", "signatures": {"A": 1}, "received": WALL - HOUR},
    ),
    ("no time of receipt", {"expiry": "2023-11-15T12:00:00.000Z", "signatures": {}}),
    ("a time of receipt as text", {"expiry": "2023-11-15T12:00:00.000Z", "signatures": {}, "received": "today"}),
]

NAMED = {"expiry": "2023-11-15T12:00:00.000Z", "signatures": {"toString": SIGNATURE}, "received": WALL - HOUR}

KEPT = [
    scenario("what is kept and in force is told before anything is asked", yes(after=20 * SECOND), kept=kept(-HOUR)),
    scenario("what is kept serves while the Store is away", down(), kept=kept(-HOUR), end=15 * HOUR),
    scenario("what is kept is ended by a denial", no(), kept=kept(-HOUR)),
    scenario(
        "what is kept and was received four minutes ago is not asked for",
        yes_iso(after=0),
        kept=kept(-4 * MINUTE),
        end=13 * HOUR,
    ),
    scenario(
        "what is kept and fresh is renewed as an answer that came now",
        yes_iso(after=0),
        kept=kept(0),
        random=[0, 0.25],
        end=13 * HOUR,
    ),
    scenario(
        "what is kept and was received a millisecond less than five minutes ago is fresh",
        yes(),
        kept=kept(-5 * MINUTE + 1),
        end=HOUR,
    ),
    scenario("what is kept and was received exactly five minutes ago is asked for", yes(), kept=kept(-5 * MINUTE), end=HOUR),
    scenario("what is kept and was received now is fresh", yes(), kept=kept(0), end=HOUR),
    scenario(
        "what is kept and was received in the future is in force and asked for",
        yes(after=20 * SECOND),
        kept=kept(1),
        end=HOUR,
    ),
    scenario("what is kept and was received next year is in force and asked for", down(), kept=kept(365 * DAY), end=HOUR),
    scenario(
        "what is kept and expires now is in force",
        yes(after=20 * SECOND),
        kept=kept(-HOUR, "2023-11-14T22:13:20.000Z"),
        end=MINUTE,
    ),
    scenario(
        "what is kept and over for a millisecond is not",
        yes(after=20 * SECOND),
        kept=kept(-HOUR, "2023-11-14T22:13:19.999Z"),
        end=MINUTE,
    ),
    scenario("what is kept and over is starting, then unreachable", down(), kept=kept(-2 * DAY, "2023-11-14T12:00:00.000Z")),
    scenario("what is kept and over is forgotten by a denial", no(), kept=kept(-2 * DAY, "2023-11-14T12:00:00.000Z")),
    scenario(
        "what is kept and over at the start does not come back when the clock jumps back",
        down(),
        jump(HOUR, -DAY),
        kept=kept(-2 * DAY, "2023-11-14T12:00:00.000Z"),
    ),
    scenario(
        "what is kept and over is not fresh, whenever it was received",
        yes(),
        kept=kept(-MINUTE, "2023-11-14T22:13:19.999Z"),
        end=HOUR,
    ),
    scenario(
        "what is kept and fresh expires and is asked for after five minutes",
        yes(),
        kept=kept(-MINUTE, "2023-11-14T22:15:20.020+0000"),
        end=HOUR,
    ),
    scenario(
        "what is kept and fresh is asked for at once on a 401",
        yes(),
        event(MINUTE, "hint-401"),
        kept=kept(-MINUTE),
        end=HOUR,
    ),
    scenario(
        "what is kept and fresh waits for five minutes, whatever the clock does",
        yes(30 * DAY),
        jump(1, 2 * DAY),
        event(MINUTE, "wake"),
        kept=kept(-MINUTE),
        end=HOUR,
    ),
    scenario(
        "what is kept with Java's milliseconds ends at the whole second",
        down(),
        kept=kept(-HOUR, "2023-11-14T22:14:21.021+0000"),
        end=2 * MINUTE,
    ),
    *[
        scenario(f"what is kept counts as nothing where it is {what}", down(), kept=value, end=MINUTE)
        for what, value in GARBLED
    ],
    scenario("what is kept for a server with the id toString is understood", down(), kept=NAMED, end=MINUTE),
    scenario("what is kept and not understood is replaced by an authorization", yes(), kept={}, end=MINUTE),
    scenario("what is kept and not understood is forgotten by a denial", no(), kept={}, end=MINUTE),
]

STARTS = [
    scenario("a restart within five minutes of an answer does not ask", yes(), restart(2 * MINUTE), end=DAY),
    scenario("a restart after five minutes asks once", yes(), restart(6 * MINUTE), end=HOUR),
    scenario(
        "a page that is loaded again and again asks once in five minutes",
        yes(),
        *[restart(at * 50 * SECOND) for at in range(1, 24)],
        end=30 * MINUTE,
    ),
    scenario(
        "a restart of a denied App is starting and asks", {0: no(), 1: yes(after=20 * SECOND)}, restart(MINUTE), end=HOUR
    ),
    scenario("a restart of an App without an answer is starting and asks", {0: down(), 1: HANGS}, restart(MINUTE), end=HOUR),
    scenario(
        "a restart while an ask is under way ignores its reply",
        {0: yes(after=20 * SECOND), 1: no(after=20 * SECOND)},
        restart(10 * SECOND),
        end=MINUTE,
    ),
    scenario(
        "a restart in an outage serves what is kept",
        {0: yes(3 * HOUR), 1: down()},
        restart(HOUR),
        restart(2 * HOUR),
        end=4 * HOUR,
    ),
    scenario("a restart after the expiry is starting", {0: yes(HOUR), 1: HANGS}, restart(2 * HOUR), end=3 * HOUR),
    scenario(
        "a restart with a clock that jumped back is not fresh", yes(), jump(MINUTE, -HOUR), restart(2 * MINUTE), end=HOUR
    ),
    scenario(
        "a restart with a clock that jumped forward by a day asks",
        yes(2 * DAY),
        jump(MINUTE, DAY),
        restart(2 * MINUTE),
        end=HOUR,
    ),
    scenario("a restart draws the next r", yes_iso(after=0), restart(MINUTE), random=[0, 0.5, 0.999], end=2 * DAY),
    scenario(
        "a stopped App tells nothing and asks nothing",
        {0: yes(HOUR), 1: no()},
        stop(10 * MINUTE),
        event(20 * MINUTE, "hint-401"),
        event(21 * MINUTE, "online"),
        event(22 * MINUTE, "wake"),
        stored(23 * MINUTE, None),
        end=DAY,
    ),
    scenario("a stop while an ask is under way ignores its reply", yes(after=20 * SECOND), stop(10 * SECOND), end=HOUR),
    scenario(
        "a stop and a start ask anew and ignore the reply to the ask before",
        {0: yes(after=20 * SECOND), 1: no(after=20 * SECOND)},
        stop(10 * SECOND),
        start(15 * SECOND),
        end=MINUTE,
    ),
    scenario(
        "a start that need not ask ignores the reply to the ask before too",
        {0: no(after=20 * SECOND), 1: down()},
        stop(10 * SECOND),
        stored(12 * SECOND, kept(12 * SECOND)),
        start(15 * SECOND),
        end=HOUR,
    ),
    scenario("a start after a stop is fresh where the answer is", yes(), stop(MINUTE), start(4 * MINUTE), end=HOUR),
    scenario(
        "a start after a stop forgets that the App was denied",
        {0: no(), 1: down(after=20 * SECOND)},
        stop(MINUTE),
        start(2 * MINUTE),
        end=HOUR,
    ),
    scenario(
        "a start after a stop forgets what had failed", {0: down(), 1: HANGS}, stop(MINUTE), start(2 * MINUTE), end=HOUR
    ),
    scenario("a start after a stop tells an authorized state again", yes(), stop(MINUTE), start(10 * MINUTE), end=HOUR),
    scenario(
        "a start takes what another tab kept while the App was stopped",
        {0: no(), 1: down()},
        stop(MINUTE),
        stored(2 * MINUTE, kept(2 * MINUTE)),
        start(3 * MINUTE),
        end=HOUR,
    ),
    scenario(
        "a start does not find what another tab removed while the App was stopped",
        {0: yes(), 1: down()},
        stop(MINUTE),
        stored(2 * MINUTE, None),
        start(3 * MINUTE),
        end=HOUR,
    ),
    scenario("a start of what is started does nothing", {0: no(), 1: yes()}, start(0), start(MINUTE), end=HOUR),
    scenario("a stop of what is stopped does nothing", yes(), stop(MINUTE), stop(2 * MINUTE), start(10 * MINUTE), end=HOUR),
    scenario("a start may come late", yes(), start(HOUR), end=2 * HOUR),
    scenario(
        "starts by the minute of an App that is denied ask each",
        no(),
        *[restart(at * MINUTE) for at in range(1, 10)],
        end=30 * MINUTE,
    ),
    scenario("a start whose id cannot be had serves what is kept", no_id("no Viewer"), kept=kept(-HOUR), end=15 * HOUR),
    scenario(
        "a start whose id cannot be had is unreachable at once", no_id("displayId was not given by the Viewer"), end=HOUR
    ),
]

SCENARIOS = KEPT + STARTS
