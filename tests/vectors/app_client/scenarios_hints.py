"""Scenarios: hints (rule 4), and what other tabs keep and remove."""

from answers import DAY, HOUR, MINUTE
from building import HANGS, SECOND, WALL, down, event, jump, no, no_id, record, scenario, stored, yes, yes_iso


def hint(at: int) -> dict:
    return event(at, "hint-401")


def online(at: int) -> dict:
    return event(at, "online")


LATER = record("2023-11-16T22:13:20.020+0000", WALL + HOUR)  # two days of authorization, received an hour after the start
NEWEST = record("2023-11-17T22:13:20.000Z", WALL + 2 * HOUR)
SHORT = record("2023-11-15T00:13:20.020+0000", WALL + HOUR)  # two hours

HINTS = [
    scenario("a 401 asks at once", yes(), hint(HOUR)),
    scenario("a 401 a moment after the first answer asks at once", yes(), hint(41)),
    scenario("a second 401 within five minutes is none", yes(), hint(HOUR), hint(HOUR + 5 * MINUTE - 1)),
    scenario("a second 401 after exactly five minutes is one", yes(), hint(HOUR), hint(HOUR + 5 * MINUTE)),
    scenario(
        "a 401 that was not followed does not put off the next",
        yes(),
        hint(HOUR),
        hint(HOUR + 4 * MINUTE),
        hint(HOUR + 5 * MINUTE),
    ),
    scenario("401s by the second ask every five minutes", yes(), *[hint(HOUR + at * SECOND) for at in range(0, 1800, 10)]),
    scenario("a 401 while an ask is under way asks no second time", yes(after=20 * SECOND), hint(10 * SECOND)),
    scenario(
        "a 401 while a renewal is under way is not counted as followed",
        {0: yes_iso(10 * MINUTE, after=0), 1: yes(after=20 * SECOND)},
        hint(310 * SECOND),
        hint(321 * SECOND),
        random=[0],
        end=HOUR,
    ),
    scenario(
        "a 401 counts from when its ask began",
        yes(after=20 * SECOND),
        hint(HOUR),
        hint(HOUR + 5 * MINUTE),
        hint(HOUR + 5 * MINUTE + 20 * SECOND),
    ),
    scenario("a 401 while starting is none", yes(after=20 * SECOND), hint(0)),
    scenario("a 401 while denied is none", no(), hint(MINUTE), hint(10 * MINUTE)),
    scenario("a 401 while nothing was ever held is none", down(), hint(MINUTE)),
    scenario("a 401 that a denial follows ends the permission", {0: yes(), 1: no()}, hint(HOUR)),
    scenario("a 401 that a failure follows keeps what is held", {0: yes(), 1: down()}, hint(HOUR), end=3 * HOUR),
    scenario(
        "a 401 to an authorization that is over meanwhile is one",
        {0: yes_iso(MINUTE, after=0), 1: yes()},
        hint(2 * MINUTE),
        end=HOUR,
    ),
    scenario(
        "a 401 in the millisecond of the due time is that ask",
        {0: yes_iso(2 * HOUR, after=0), 1: yes()},
        hint(45 * MINUTE),
        random=[0.5],
        end=46 * MINUTE,
    ),
    scenario("an ask on a 401 puts off the renewal", yes(), hint(11 * HOUR), random=[0.999], end=24 * HOUR),
    scenario(
        "a 401 is followed within five minutes of another ask",
        {0: yes_iso(10 * MINUTE, after=0), 1: yes()},
        hint(5 * MINUTE + 1 * SECOND),
        random=[0],
        end=20 * MINUTE,
    ),
    scenario(
        "a 401 whose id cannot be had asks nothing and is followed",
        {0: yes(), 1: no_id("no Viewer"), 2 * HOUR: yes()},
        hint(HOUR),
        hint(HOUR + MINUTE),
        hint(2 * HOUR),
    ),
    scenario(
        "the five minutes between hints are none of the clock that jumps",
        yes(),
        hint(HOUR),
        jump(HOUR + MINUTE, HOUR),
        hint(HOUR + 2 * MINUTE),
        jump(HOUR + 3 * MINUTE, -5 * HOUR),
        hint(HOUR + 5 * MINUTE),
    ),
    scenario(
        "a 401 after a restart is followed whatever was before",
        yes(),
        hint(HOUR),
        event(HOUR + MINUTE, "restart"),
        hint(HOUR + 2 * MINUTE),
    ),
    scenario(
        "a 401 after a stop and a start is followed whatever was before",
        yes(),
        hint(HOUR),
        event(HOUR + MINUTE, "stop"),
        event(HOUR + MINUTE + 1, "start"),
        hint(HOUR + 2 * MINUTE),
    ),
    scenario(
        "a 401 after a jump over the due time is followed as a hint",
        {0: yes(), 1: yes(30 * DAY)},
        jump(61 * MINUTE, DAY),
        hint(62 * MINUTE),
        hint(65 * MINUTE),
        end=2 * HOUR,
    ),
    scenario(
        "a 401 that is none notices a jump all the same",
        {0: yes(), 1: yes(30 * DAY)},
        hint(HOUR),
        jump(HOUR + MINUTE, 31 * DAY),
        hint(HOUR + 2 * MINUTE),
        end=2 * HOUR,
    ),
]

# Each five minutes an ask that is due and one on a 401; a start in the middle asks too, and knows of no 401 before it.
OFTEN = scenario(
    "asks in one hour are 24 at most, and two for each start",
    yes_iso(1, after=0),
    *[hint(at * MINUTE) for at in range(10, 40, 5)],
    event(36 * MINUTE, "restart"),
    *[hint(at * MINUTE) for at in range(36, 76, 5)],
    end=2 * HOUR,
)

ONLINE = [
    scenario("online after a failure asks at once", {0: down(), 1: yes()}, online(MINUTE)),
    scenario("online after an authorization is none", yes(), online(HOUR)),
    scenario("online after a denial is none", no(), online(MINUTE)),
    scenario("online after a failure of a denied App asks at once", {0: no(), 1: down(), HOUR: yes()}, online(HOUR)),
    scenario("online after a denial that followed a failure is none", {0: down(), 1: no()}, online(HOUR)),
    scenario(
        "online that is none notices a jump all the same",
        {0: yes(), 1: down()},
        jump(61 * MINUTE, 2 * DAY),
        online(62 * MINUTE),
        end=2 * HOUR,
    ),
    scenario("online before the first ask ended is none", HANGS, online(10 * SECOND), end=MINUTE),
    scenario(
        "online while held through an outage asks at once",
        {0: yes(2 * HOUR), 1: down(), HOUR: yes()},
        online(HOUR),
        end=90 * MINUTE,
    ),
    scenario(
        "a network that comes and goes asks every five minutes at most",
        down(),
        *[online(at * MINUTE) for at in range(1, 60)],
        end=HOUR,
    ),
    scenario(
        "online and a 401 share their five minutes",
        {0: yes(2 * HOUR), 1: down()},
        hint(HOUR),
        online(HOUR + MINUTE),
        online(HOUR + 5 * MINUTE),
    ),
    scenario("online after an outage that has ended is none", {0: down(), 1: yes()}, online(MINUTE), online(10 * MINUTE)),
    scenario("online after another tab's answer is none", down(), stored(MINUTE, LATER), online(2 * MINUTE)),
]

TABS = [
    scenario("a newer record of another tab is taken and not written again", yes(), stored(HOUR, LATER)),
    scenario(
        "a newer record renews as an answer that came now",
        yes_iso(after=0),
        stored(HOUR, LATER),
        random=[0, 0.5],
        end=2 * DAY,
    ),
    scenario(
        "a newer record that ends earlier is taken too", yes_iso(after=0), stored(HOUR, SHORT), random=[0, 0.5], end=3 * HOUR
    ),
    scenario("an older record is ignored", yes(), stored(HOUR, record("2023-11-16T22:13:20.020+0000", WALL - HOUR))),
    scenario(
        "a record received in the same millisecond is ignored",
        yes(),
        stored(HOUR, record("2023-11-16T22:13:20.020+0000", WALL + 40)),
    ),
    scenario(
        "a record received a millisecond later is taken",
        yes(),
        stored(HOUR, record("2023-11-16T22:13:20.020+0000", WALL + 41)),
    ),
    scenario(
        "an older record is ignored by an App whose authorization is over",
        {0: yes(MINUTE), 1: down()},
        stored(2 * MINUTE, record("2023-11-16T22:13:20.020+0000", WALL)),
        end=HOUR,
    ),
    scenario("a newer record that is over is ignored", yes(), stored(HOUR, record("2023-11-14T23:13:19.999Z", WALL + HOUR))),
    scenario(
        "a newer record that ends now is taken",
        yes(),
        stored(HOUR, record("2023-11-14T23:13:20.000Z", WALL + HOUR)),
        end=HOUR,
    ),
    scenario("a denied App takes what another tab received", no(), stored(MINUTE, LATER)),
    scenario("an App without an answer takes what another tab received", down(), stored(MINUTE, LATER)),
    scenario(
        "an App whose first ask is under way takes what another tab received",
        yes(after=20 * SECOND),
        stored(10 * SECOND, LATER),
        end=2 * DAY,
    ),
    scenario(
        "what another tab received in a failing ask is held",
        down(after=20 * SECOND),
        stored(10 * SECOND, SHORT),
        end=3 * HOUR,
    ),
    scenario(
        "a record of another tab replaces one that is over", {0: yes(MINUTE), 1: down()}, stored(2 * MINUTE, LATER), end=HOUR
    ),
    scenario(
        "two records one after the other are taken each", yes(), stored(HOUR, LATER), stored(2 * HOUR, NEWEST), end=3 * HOUR
    ),
    scenario(
        "the older of two records behind the newer is ignored",
        yes(),
        stored(HOUR, NEWEST),
        stored(2 * HOUR, LATER),
        end=3 * HOUR,
    ),
    scenario(
        "a record received by a clock that is ahead is taken",
        yes(),
        stored(HOUR, record("2023-11-16T22:13:20.020+0000", WALL + DAY)),
    ),
    scenario(
        "the answer that comes behind another tab's replaces it",
        yes(after=20 * SECOND),
        stored(10 * SECOND, LATER),
        end=HOUR,
    ),
    scenario("a removed record is a hint", yes(), stored(HOUR, None)),
    scenario("a removed record that a denial follows ends the permission", {0: yes(), 1: no()}, stored(HOUR, None)),
    scenario(
        "a removed record that a failure follows leaves what is held",
        {0: yes(3 * HOUR), 1: down()},
        stored(HOUR, None),
        end=4 * HOUR,
    ),
    scenario("a removed record within five minutes of a 401 is no hint", yes(), hint(HOUR), stored(HOUR + MINUTE, None)),
    scenario("a removed record is a hint for a denied App", {0: no(), 1: yes()}, stored(MINUTE, None)),
    scenario(
        "a removed record while an ask is under way asks no second time", yes(after=20 * SECOND), stored(10 * SECOND, None)
    ),
    scenario(
        "a record that is not understood counts as removed",
        yes(),
        stored(HOUR, {"expiry": "tomorrow", "signatures": {}, "received": WALL + HOUR}),
    ),
    scenario(
        "a denial forgets what another tab has kept",
        {0: yes(), 2 * HOUR: no()},
        stored(HOUR, LATER),
        hint(3 * HOUR),
        end=4 * HOUR,
    ),
    scenario(
        "a denial forgets an older record that was ignored",
        {0: yes(), 2 * HOUR: no()},
        stored(HOUR, record("2023-11-16T22:13:20.020+0000", WALL)),
        hint(3 * HOUR),
        end=4 * HOUR,
    ),
    scenario(
        "a record of another tab makes the next ask wait for five minutes, whatever the clock does",
        yes(),
        stored(HOUR, LATER),
        jump(HOUR + 1, 3 * DAY),
        event(HOUR + MINUTE, "wake"),
        end=2 * HOUR,
    ),
]

SCENARIOS = [*HINTS, OFTEN, *ONLINE, *TABS]
