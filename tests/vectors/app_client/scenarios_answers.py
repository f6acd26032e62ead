"""Scenarios: what is an answer, and what kind of one."""

from answers import DAY, HOUR
from building import (
    HANGS,
    NO,
    NOT_ACTIVE,
    SECOND,
    SIGNED,
    down,
    jump,
    no,
    no_id,
    reply,
    scenario,
    yes,
    yes_iso,
)


def said_yes(expiry, expiry_time, signatures="null") -> str:
    return f'{{"authorized":true,"expiry":{expiry},"expiry_time":{expiry_time},"signatures":{signatures},"error":null}}'


def fixed(text: str, **more) -> dict:
    return reply(said_yes(f'"{text}"', "null", SIGNED), **more)


NAMED = SIGNED.replace('"A"', '"toString"').replace('"B"', '"constructor"')

AUTHORIZATIONS = [
    scenario("an authorization is told and kept as received", yes()),
    scenario("a Java rendering authorizes until its whole second", yes(DAY + 789)),
    scenario("an expiry with Z authorizes until its millisecond", yes_iso(DAY + 789)),
    scenario("+0000 with milliseconds equal to the seconds means the whole second", fixed("2023-11-15T22:13:21.021+0000")),
    scenario("+0000 with other milliseconds means the millisecond", fixed("2023-11-15T22:13:21.022+0000")),
    scenario("Z with milliseconds equal to the seconds means the millisecond", fixed("2023-11-15T22:13:21.021Z")),
    scenario(
        "expiry alone is enough",
        reply('{"authorized":true,"expiry":"$EXPIRY","signatures":null,"error":null}', lifetime=DAY),
    ),
    scenario(
        "expiry_time alone is enough",
        reply('{"authorized":true,"expiry_time":"$EXPIRY","signatures":null,"error":null}', lifetime=DAY),
    ),
    scenario("expiry goes before expiry_time", reply(said_yes('"$EXPIRY"', '"$ISO"'), lifetime=DAY + 789)),
    scenario(
        "expiry_time counts where expiry is none of the grammar", reply(said_yes('"tomorrow"', '"$ISO"'), lifetime=DAY)
    ),
    scenario("expiry_time counts where expiry is no text", reply(said_yes("1700000000000", '"$ISO"'), lifetime=DAY)),
    scenario(
        "authorized and expiry are an answer without anything else",
        reply('{"authorized":true,"expiry":"$ISO"}', lifetime=DAY),
    ),
    scenario(
        "members that nobody knows are no matter",
        reply('{"plan":{"name":"gold"},"authorized":true,"expiry":"$ISO","signatures":[],"error":null}', lifetime=DAY),
    ),
    scenario("without servers no signatures are kept", reply(said_yes('"$EXPIRY"', '"$EXPIRY"'), lifetime=DAY), servers=[]),
    scenario("signatures are kept by server id", reply(said_yes('"$EXPIRY"', '"$EXPIRY"', SIGNED), lifetime=DAY)),
    # Objects of JavaScript have members of these names.
    scenario("a server may have the id toString or constructor", reply(said_yes('"$EXPIRY"', "null", NAMED), lifetime=DAY)),
    scenario("signatures that are no list are none", reply(said_yes('"$EXPIRY"', "null", '"16be1703"'), lifetime=DAY)),
    scenario(
        "an entry of signatures that is none is left out",
        reply(
            said_yes(
                '"$EXPIRY"',
                "null",
                f'[null,7,{{}},{{"serverId":"C"}},{{"serverId":"D","value":7}},{{"serverId":7,"value":"x"}},{SIGNED[1:]}',
            ),
            lifetime=DAY,
        ),
    ),
    scenario("an expiry that is equal to the clock on arrival is not past", {0: yes_iso(40), 1: yes()}),
    scenario("an expiry that was over a millisecond before arrival is a wrong clock", yes_iso(39)),
    scenario("an expiry of yesterday is a wrong clock", yes(-DAY)),
    scenario(
        "a past expiry is not saved by a later expiry_time",
        reply(said_yes('"2023-11-13T22:13:20.020+0000"', '"$EXPIRY"'), lifetime=DAY),
    ),
    scenario(
        "an expiry is judged by the clock of when its answer comes", yes(after=20 * SECOND), jump(10 * SECOND, 2 * DAY)
    ),
    scenario("an expiry on a leap day is one", fixed("2024-02-29T23:59:59.999Z")),
    scenario("an expiry of the year 85 is not one of 1985", fixed("0085-01-01T00:00:00.000Z"), wall=0),
    scenario(
        "an expiry of the last year of the calendar is asked for again after 24 days",
        fixed("9999-12-31T23:59:59.999Z"),
        end=25 * DAY,
    ),
    scenario("a company asks with cid and is answered alike", yes(), cid="5ba51b5c-5bfd-4cf9-8b26-0dfb2c1a8b1a"),
]

NO_ANSWERS = [
    scenario(f"status 200 and {what} is no answer", reply(body, **more))
    for what, body, more in (
        ("`authorized` as text", '{"authorized":"true","expiry":"$EXPIRY"}', {"lifetime": DAY}),
        ("`authorized` as number", '{"authorized":1,"expiry":"$EXPIRY"}', {"lifetime": DAY}),
        ("`authorized` null", '{"authorized":null,"expiry":"$EXPIRY"}', {"lifetime": DAY}),
        ("no `authorized`", '{"expiry":"$EXPIRY","error":{"message":"Subscription is not active."}}', {"lifetime": DAY}),
        ("no expiry", said_yes("null", "null"), {}),
        ("an expiry on a day that does not exist", said_yes('"2024-02-30T00:00:00.000Z"', "null"), {}),
        ("an expiry on a leap day of another year", said_yes('"2100-02-29T00:00:00.000Z"', "null"), {}),
        ("an expiry in a leap second", said_yes('"2023-12-31T23:59:60.000Z"', "null"), {}),
        ("an expiry with a line end behind it", said_yes('"2024-02-28T00:00:00.000Z\\n"', "null"), {}),
        ("an expiry in other digits", said_yes('"\\u0662024-02-28T00:00:00.000Z"', "null"), {}),
        ("an expiry at hour 24", said_yes('"2024-02-28T24:00:00.000Z"', "null"), {}),
        ("an expiry of another zone", said_yes('"2024-02-28T00:00:00.000+0100"', "null"), {}),
        ("an expiry without milliseconds", said_yes('"2024-02-28T00:00:00Z"', "null"), {}),
        ("an expiry with a space behind it", said_yes('"2024-02-28T00:00:00.000Z "', "null"), {}),
        ("an expiry with a small z", said_yes('"2024-02-28t00:00:00.000z"', "null"), {}),
        ("half of a body", NO[: len(NO) // 2], {}),
        ("a script", f"f({NO});", {}),
        ("something behind the object", NO + "}", {}),
        ("a page", "<!DOCTYPE html><title>Sign in to this network</title>", {}),
        ("an empty body", "", {}),
        ("null", "null", {}),
        ("true", "true", {}),
        ("a list", f"[{NO}]", {}),
    )
]

DENIALS = [
    scenario("a denial is told with the text of the Store", no("Display not found.")),
    scenario("a denial with nothing kept changes nothing that is kept", no()),
    scenario(
        "a denial by null for an error has the reason denied",
        reply('{"authorized":false,"expiry":null,"signatures":null,"error":null}'),
    ),
    scenario("a denial without an error has the reason denied", reply('{"authorized":false}')),
    scenario(
        "a denial whose message is no text has the reason denied", reply('{"authorized":false,"error":{"message":403}}')
    ),
    scenario("a denial whose message is empty has the reason denied", no("")),
    scenario(
        "a denial whose error is a text has the reason denied",
        reply('{"authorized":false,"error":"Subscription is not active."}'),
    ),
    scenario(
        "a denial needs no member but authorized, and none makes it an authorization",
        reply(
            '{"authorized":false,"expiry":"$EXPIRY","expiry_time":"$EXPIRY","error":{"message":"Product not found."}}',
            lifetime=DAY,
        ),
    ),
    scenario("a text that is almost one of the two is a denial", no("Too many requests")),
]

LIMITED = [
    scenario(
        f"{text} with status {status} is a failure",
        {0: yes(2 * HOUR), 1: reply(NO.replace(NOT_ACTIVE, text), status=status)},
        end=3 * HOUR,
    )
    for text in ("Too many requests.", "Store is unavailable.")
    for status in (200, 404, 429, 503)
] + [
    scenario(
        "the text of a limit is a failure without authorized too",
        reply('{"error":{"message":"Too many requests."}}', status=200),
    ),
]

STATUSES = [
    scenario(
        f"status {status} keeps what is held, though its body says no",
        {0: yes(2 * HOUR), 1: no(status=status)},
        end=3 * HOUR,
    )
    for status in (400, 403, 404, 429, 500, 503)
] + [
    scenario("status 201 is no authorization", yes(status=201)),
    scenario("status 502 with a page is that status", reply("<h1>Bad Gateway</h1>", status=502)),
]

NONE = [
    scenario("no connection is a failure: network", down()),
    scenario("no reply within 30 seconds is a failure: timeout", HANGS),
    scenario("a reply after 30 seconds is in time", yes(after=30 * SECOND)),
    scenario("a reply a millisecond later is not", yes(after=30 * SECOND + 1)),
    scenario("a connection that fails after a minute has timed out", down(after=60 * SECOND)),
    scenario("without an id the Store is not asked", {0: no_id("the Viewer did not answer"), 1: yes()}),
    scenario(
        "an id that cannot be had any more leaves what is held",
        {0: yes(2 * HOUR), 1: no_id("the Viewer did not answer")},
        end=3 * HOUR,
    ),
]

SCENARIOS = AUTHORIZATIONS + NO_ANSWERS + DENIALS + LIMITED + STATUSES + NONE
