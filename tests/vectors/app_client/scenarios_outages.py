"""Scenarios: denials and failures one after the other, and what is held meanwhile."""

from answers import DAY, HOUR, MINUTE
from building import HANGS, down, event, no, no_id, reply, scenario, yes, yes_iso

SCENARIOS = [
    # A denial ends the permission.
    scenario("a denial forgets what is held and what is kept", {0: yes(2 * HOUR), 1: no()}),
    scenario("a denial with another text is told", {0: no("Subscription is not active."), 1: no("Product not found.")}),
    scenario("a denial with the same text is not told again", no(), end=6 * HOUR),
    scenario(
        "a denied App stays denied through failures",
        {0: no(), 1: down(), 2 * HOUR: HANGS, 3 * HOUR: reply("", status=503)},
        end=6 * HOUR,
    ),
    scenario("a denied App stays denied where its id cannot be had", {0: no(), 1: no_id("no Viewer")}, end=3 * HOUR),
    scenario(
        "a denied App is authorized within the hour in which the Store says yes",
        {0: no(), 3 * HOUR: yes()},
        random=[0],
        end=5 * HOUR,
    ),
    scenario("a denied App is told a later denial behind a failure", {0: no("a"), 1: down(), HOUR: no("b")}, end=3 * HOUR),
    scenario("a denial after the expiry forgets what is held", {0: yes(MINUTE), 1: no()}, end=10 * MINUTE),
    scenario(
        "a denial after failures in an outage ends the permission",
        {0: yes(4 * HOUR), 1: down(), 4 * HOUR: no()},
        end=6 * HOUR,
    ),
    # A failure changes nothing.
    scenario("a failure keeps what is held until its expiry", {0: yes(3 * HOUR), 1: down()}, end=5 * HOUR),
    scenario("an outage that ends before the expiry is never seen", {0: yes(), 1: down(), 22 * HOUR: yes()}, end=26 * HOUR),
    scenario(
        "an outage that outlasts the expiry is unreachable with the last failure",
        {0: yes(4 * HOUR), 1: down(), 3 * HOUR: reply("", status=503)},
        end=6 * HOUR,
    ),
    scenario("an App recovers by itself when the Store does", {0: yes(3 * HOUR), 1: down(), 6 * HOUR: yes()}, end=8 * HOUR),
    scenario("another failure is told", {0: down(), 1: HANGS, 2 * HOUR: reply("", status=500)}, end=4 * HOUR),
    scenario("the same failure is not told again", down(), end=6 * HOUR),
    scenario("a failure while what is held is in force is not told", {0: yes(), 1: reply("", status=500)}, end=23 * HOUR),
    scenario(
        "each kind of failure keeps what is held",
        {
            0: yes(),
            1: down(),
            12 * HOUR: HANGS,
            14 * HOUR: reply("<p>"),
            16 * HOUR: no("Too many requests."),
            18 * HOUR: reply("", status=404),
            20 * HOUR: no_id("no Viewer"),
            22 * HOUR: yes(-DAY),
        },
        end=26 * HOUR,
        random=[0.999],
    ),
    # What is held is over.
    scenario(
        "an authorization that is over before the next ask is expired",
        {0: yes_iso(2 * MINUTE, after=0), 1: yes(after=0)},
        end=10 * MINUTE,
    ),
    scenario("an authorization holds in the very millisecond of its expiry", yes_iso(1000, after=1000), end=1000),
    scenario("an authorization is over in the millisecond behind it", yes_iso(1000, after=1000), end=1001),
    scenario(
        "an expiry during an ask is expired until the ask ends", {0: yes_iso(301_000, after=0), 1: HANGS}, end=6 * MINUTE
    ),
    scenario("a failure after the expiry takes its place", {0: yes_iso(2 * MINUTE, after=0), 1: down()}, end=10 * MINUTE),
    scenario(
        "a failure of before does not hide that a later authorization is expired",
        {0: down(), 1: yes(MINUTE, after=0), 61 * MINUTE: HANGS},
        end=66 * MINUTE,
        random=[0],
    ),
    scenario("a denial of before is over with a later authorization", {0: no(), 1: yes(MINUTE)}, end=HOUR),
    scenario(
        "a failure that ends in the first millisecond after the expiry is told at once",
        {0: yes_iso(300_041, after=40), 1: down(after=2)},
        end=6 * MINUTE,
    ),
    scenario(
        "a reply in the first millisecond after the expiry leaves no gap",
        {0: yes_iso(300_041, after=40), 1: yes(after=2)},
        end=6 * MINUTE,
    ),
    scenario("an App that never had an answer is unreachable", HANGS, end=3 * HOUR),
    # The first answer.
    scenario("an App is starting until its first ask ends", HANGS, end=29_999),
    scenario("an App whose first ask fails recovers an hour later at the latest", {0: down(), 1: yes()}, random=[0]),
    scenario("network that fails at once is told at the time of the start", down(after=0), end=MINUTE),
    scenario("an id that comes back before the next ask is had at the next ask", {0: no_id("no Viewer"), MINUTE: yes()}),
    scenario(
        "another text of an id that cannot be had is told", {0: no_id("no Viewer"), 1: no_id("the Viewer is a preview")}
    ),
    scenario(
        "wakes while the Store is away ask nothing before it is time",
        down(),
        *[event(at * MINUTE, "wake") for at in range(1, 55, 3)],
    ),
]
