"""Scenarios: clocks that are wrong or jump, and machines that sleep."""

from answers import DAY, HOUR, MINUTE
from building import HANGS, SECOND, WALL, down, event, jump, no, reply, scenario, yes, yes_iso

YEAR = 365 * DAY

SCENARIOS = [
    # Wrong from the start. The time of the App is that of the Store plus what is said.
    scenario("a clock that is 23 hours ahead leaves an hour of a day's authorization", yes(), wall=WALL + 23 * HOUR),
    scenario("a clock that is a day ahead takes nothing", yes(), wall=WALL + DAY, end=3 * HOUR),
    scenario("a clock that is 25 hours ahead takes nothing and asks hourly", yes(), wall=WALL + 25 * HOUR, end=5 * HOUR),
    scenario(
        "a clock that is a day minus five minutes ahead asks every five minutes",
        yes(),
        wall=WALL + DAY - 5 * MINUTE,
        end=HOUR,
    ),
    scenario(
        "a clock that is years behind asks again after 24 days at the latest",
        yes(),
        wall=WALL - 3 * YEAR,
        end=50 * DAY,
        random=[0],
    ),
    scenario("a clock that is at the beginning of 1970 takes a day's authorization", yes(), wall=0, end=DAY, random=[0]),
    scenario(
        "a clock that is set right takes what it did not",
        yes(),
        jump(2 * HOUR, -25 * HOUR),
        wall=WALL + 25 * HOUR,
        end=4 * HOUR,
    ),
    # Forward.
    scenario("a small jump forward is no matter", yes(), jump(HOUR, MINUTE), end=12 * HOUR),
    scenario("a jump forward over the due time asks at the next wake", yes(), jump(HOUR, 22 * HOUR), end=3 * HOUR),
    scenario(
        "a jump forward over the expiry is told at the next wake",
        {0: yes(), 1: down()},
        jump(HOUR + 90 * SECOND, 2 * DAY),
        end=3 * HOUR,
    ),
    scenario("a jump forward by years asks at the next wake and then hourly", yes(), jump(HOUR, 10 * YEAR), end=6 * HOUR),
    scenario(
        "a jump forward just after an answer waits for five minutes to go by",
        {0: yes_iso(after=0), 1: yes_iso(7 * DAY)},
        jump(1, 2 * DAY),
        end=HOUR,
    ),
    scenario(
        "a jump forward just before the five minutes are over does not ask early",
        {0: yes_iso(after=0), 1: yes_iso(7 * DAY)},
        jump(MINUTE, 2 * DAY),
        event(5 * MINUTE - 1, "wake"),
        end=HOUR,
    ),
    scenario(
        "a jump forward asks in the millisecond in which the five minutes are over",
        {0: yes_iso(after=0), 1: yes_iso(7 * DAY)},
        jump(MINUTE, 2 * DAY),
        event(2 * MINUTE, "wake"),
        end=HOUR,
    ),
    scenario(
        "a jump forward ends the wait of a denied App", {0: no(), 1: yes(7 * DAY)}, jump(20 * MINUTE, 2 * HOUR), end=HOUR
    ),
    scenario(
        "a jump forward over a Retry-After ends it",
        {0: reply("", status=503, retry_after="36000"), 1: yes(7 * DAY)},
        jump(20 * MINUTE, 11 * HOUR),
        end=HOUR,
    ),
    scenario(
        "many jumps forward ask no oftener than in five minutes",
        down(),
        *[jump(at * MINUTE, DAY) for at in range(1, 60, 2)],
        *[event(60 * MINUTE, "wake")],
        end=90 * MINUTE,
    ),
    scenario(
        "many jumps forward with a wake each ask no oftener than in five minutes",
        down(),
        *[e for at in range(1, 60, 2) for e in (jump(at * MINUTE, DAY), event(at * MINUTE, "wake"))],
        end=90 * MINUTE,
    ),
    # Back.
    scenario("a jump back does not put off the next ask", yes(), jump(HOUR, -12 * HOUR), random=[0], end=25 * HOUR),
    scenario("a jump back by years does not put off the next ask", yes(), jump(HOUR, -10 * YEAR), random=[0], end=25 * HOUR),
    scenario(
        "a jump back keeps a held authorization in force for longer",
        {0: yes(2 * HOUR), 1: down()},
        jump(HOUR, -3 * HOUR),
        end=6 * HOUR,
    ),
    scenario("a jump back brings back what is held", {0: yes(HOUR), 1: down()}, jump(2 * HOUR, -2 * HOUR), end=4 * HOUR),
    scenario(
        "a jump back brings back nothing that a denial ended",
        {0: yes(HOUR), 1: no()},
        jump(2 * HOUR, -2 * HOUR),
        end=4 * HOUR,
    ),
    scenario("a jump back does not put off the retry of a failure", down(), jump(MINUTE, -YEAR), end=3 * HOUR),
    scenario(
        "a jump back does not undo that five minutes have gone by",
        yes_iso(MINUTE, after=0),
        jump(4 * MINUTE, -DAY),
        end=6 * MINUTE,
    ),
    scenario(
        "a clock that jumps forward and back between two wakes is no matter",
        yes(),
        jump(61 * MINUTE, 2 * DAY),
        jump(62 * MINUTE, -2 * DAY),
        end=3 * HOUR,
    ),
    scenario(
        "a clock that jumps forward and back across a wake loses nothing",
        {0: yes(), 1: down()},
        jump(61 * MINUTE, 2 * DAY),
        jump(85 * MINUTE, -2 * DAY),
        end=3 * HOUR,
    ),
    # While an ask is under way.
    scenario(
        "a jump back while an ask is under way is counted in what is received",
        yes(after=20 * SECOND),
        jump(10 * SECOND, -HOUR),
    ),
    scenario(
        "a jump forward while an ask is under way leaves less of what comes",
        yes(after=20 * SECOND),
        jump(10 * SECOND, 22 * HOUR),
        end=HOUR,
    ),
    scenario(
        "no jump makes an ask that is under way time out early",
        HANGS,
        jump(10 * SECOND, DAY),
        event(11 * SECOND, "wake"),
        end=MINUTE,
    ),
    # Wakes.
    scenario("a wake at its ten minutes notices a jump", yes(), jump(15 * MINUTE, 2 * DAY), random=[0], end=HOUR),
    scenario(
        "the ten minutes count from the last thing that was heard",
        yes(after=0),
        event(5 * MINUTE, "wake"),
        jump(6 * MINUTE, 2 * DAY),
        random=[0],
        end=HOUR,
    ),
    scenario(
        "a machine that slept asks when its host says that it woke",
        yes(),
        jump(HOUR, 8 * DAY),
        event(HOUR, "wake"),
        end=2 * HOUR,
    ),
    scenario(
        "a machine that slept over the expiry tells so before the answer comes",
        {0: yes(), 1: yes(30 * DAY, after=5 * SECOND)},
        jump(HOUR, 8 * DAY),
        event(HOUR, "wake"),
        end=2 * HOUR,
    ),
    scenario(
        "a wake without a jump does nothing",
        yes(),
        event(HOUR, "wake"),
        event(HOUR + 1, "wake"),
        event(2 * HOUR, "wake"),
        end=12 * HOUR,
    ),
    scenario(
        "a wake while an ask is under way does not ask again", yes(after=20 * SECOND), event(10 * SECOND, "wake"), end=MINUTE
    ),
    scenario(
        "a wake in the millisecond of the due time asks once",
        yes_iso(after=0),
        event(12 * HOUR, "wake"),
        event(62_100_000, "wake"),
        end=18 * HOUR,
    ),
]
