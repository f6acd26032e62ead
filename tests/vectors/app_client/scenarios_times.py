"""Scenarios: when an App asks again (rules 2 and 3), with clocks that go on evenly."""

from answers import DAY, HOUR, MINUTE
from building import NO, NOT_ACTIVE, SECOND, WALL, no, reply, scenario, yes, yes_iso

LIFETIMES = [
    scenario(f"{name} is asked for again with r = {r}", yes_iso(lifetime, after=0), random=[r], end=end)
    for name, lifetime, end in (
        ("a minute's authorization", MINUTE, 12 * MINUTE),
        ("a ten minutes' authorization", 10 * MINUTE, 22 * MINUTE),
        ("a two hours' authorization", 2 * HOUR, 5 * HOUR),
        ("a day's authorization", DAY, 2 * DAY),
        ("a 24 days' authorization", 24 * DAY, 50 * DAY),
        ("a 60 days' authorization", 60 * DAY, 61 * DAY),
    )
    for r in (0, 0.5, 0.999)
]

RENEWALS = [
    scenario(
        "an odd number of milliseconds is halved, and its fraction dropped from the delay",
        yes_iso(2 * HOUR + 1, after=0),
        random=[0],
        end=3 * HOUR,
    ),
    scenario("r is drawn once for each ask that ended, in turn", yes_iso(after=0), random=[0, 0.25, 0.75], end=4 * DAY),
    scenario("the delay counts from when the answer came", yes_iso(after=29 * SECOND), random=[0], end=2 * DAY),
    scenario("renew before 10 minutes", yes_iso(after=0), random=[0], end=2 * DAY, renewBefore=10 * MINUTE),
    scenario(
        "renew before 10 minutes, with r = 0.999", yes_iso(after=0), random=[0.999], end=2 * DAY, renewBefore=10 * MINUTE
    ),
    scenario("renew before 12 hours", yes_iso(after=0), random=[0], end=2 * DAY, renewBefore=12 * HOUR),
    scenario(
        "renew before a time longer than half of what is left is that half",
        yes_iso(after=0),
        random=[0],
        end=2 * DAY,
        renewBefore=20 * HOUR,
    ),
    scenario(
        "renew before a minute of a ten minutes' authorization",
        yes_iso(10 * MINUTE, after=0),
        random=[0],
        end=30 * MINUTE,
        renewBefore=MINUTE,
    ),
    scenario(
        "no renewal comes before five minutes, though the authorization is over by then",
        yes_iso(2 * MINUTE, after=0),
        random=[0.999],
        end=11 * MINUTE,
    ),
    scenario(
        "a renewal that brings the same expiry is kept but not told",
        {0: reply('{"authorized":true,"expiry":"2023-11-15T22:13:20.020+0000"}')},
        end=23 * HOUR,
    ),
    scenario(
        "an authorization that is shorter than the one before it replaces it", {0: yes(), 1: yes(10 * MINUTE)}, end=18 * HOUR
    ),
]

RETRIES = [
    scenario("a denied App asks again after an hour with r = 0", no(after=0), random=[0], end=3 * HOUR),
    scenario("a denied App asks again after fifty minutes with r near 1", no(after=0), random=[0.999], end=3 * HOUR),
    scenario("a fraction of a millisecond is dropped from the wait of a denied App", no(after=0), random=[1 / 7], end=HOUR),
    scenario(
        "after a failure r is drawn as after a denial", reply("", status=500, after=0), random=[0, 0.5, 0.999], end=4 * HOUR
    ),
]


def retry(name: str, value: str, end: int = 3 * HOUR, **more) -> dict:
    return scenario(name, {0: reply(NO, status=503, retry_after=value, after=0), 1: yes()}, end=end, **more)


# The clock of the App begins at 22:13:20.000 on a Tuesday.
RETRY_AFTER = [
    retry("Retry-After in seconds that is longer than the hour is waited for", "7200"),
    retry("Retry-After that is longer than r lets wait by a second adds a second", "3301"),
    retry("Retry-After that is as long as r lets wait changes nothing", "3300"),
    retry("Retry-After that is shorter than the hour changes nothing", "120"),
    retry("Retry-After of no seconds changes nothing", "0"),
    retry("Retry-After of a day is waited for", "86400", end=25 * HOUR),
    retry("Retry-After of more than a day counts as a day", "86401", end=25 * HOUR),
    retry("Retry-After of more seconds than any number holds counts as a day", "9" * 40, end=25 * HOUR),
    retry("Retry-After as a date is waited for", "Wed, 15 Nov 2023 00:13:20 GMT"),
    retry(
        "Retry-After as a date is counted by the clock of the App", "Wed, 15 Nov 2023 00:13:20 GMT", wall=WALL + 30 * MINUTE
    ),
    retry("Retry-After as a date that is near changes nothing", "Tue, 14 Nov 2023 22:15:20 GMT"),
    retry("Retry-After as a date that is past changes nothing", "Tue, 14 Nov 2023 21:13:20 GMT"),
    retry("Retry-After as a date of another year counts as a day", "Thu, 14 Nov 2024 22:13:20 GMT", end=25 * HOUR),
    retry("Retry-After that is neither a number nor a date is none", "soon"),
    retry("Retry-After of a date that does not exist is none", "Fri, 31 Nov 2023 00:13:20 GMT"),
    retry("Retry-After of a date on another day of the week is none", "Thu, 15 Nov 2023 00:13:20 GMT"),
    retry("Retry-After of a date in the form of an expiry is none", "2023-11-15T00:13:20.000Z"),
    # A clock of 1970 shows who takes these for dates of a later year.
    *[retry(f"Retry-After of {text} is none", text, wall=0) for text in ("-5", "1.5", "7200 seconds", "2 hours")],
    retry("Retry-After that is empty is none", ""),
    scenario(
        "Retry-After of a limit is waited for",
        {
            0: reply(NO.replace(NOT_ACTIVE, "Too many requests."), status=429, retry_after="5400"),
            1: yes(),
        },
    ),
    scenario("Retry-After beside a denial is waited for", {0: no(retry_after="5400"), 1: yes()}),
    scenario(
        "Retry-After beside what is no answer is waited for", {0: reply("<h1>Back soon</h1>", retry_after="5400"), 1: yes()}
    ),
    scenario("Retry-After beside an expiry that is past is waited for", {0: yes(-DAY, retry_after="5400"), 1: yes()}),
    scenario("Retry-After beside an authorization is no matter", yes_iso(2 * HOUR, after=0, retry_after="5400"), random=[0]),
    scenario(
        "Retry-After is forgotten with the next answer",
        {0: reply("", status=503, retry_after="5400"), 1: reply("", status=503)},
        end=4 * HOUR,
    ),
]

SCENARIOS = LIFETIMES + RENEWALS + RETRIES + RETRY_AFTER
