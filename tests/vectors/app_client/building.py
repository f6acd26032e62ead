"""Parts of which scenarios are written. One without arguments is the ordinary case."""

from answers import DAY, HOUR

WALL = 1_700_000_000_000  # 2023-11-14T22:13:20.000Z
SECOND = 1000

SIGNATURE = "16be1703017fd1001fe63465e50523982f10b0ca"
OTHER_SIGNATURE = "e4232e0620f9290025cb3783768c9c8c4686078c"
PRODUCT = "b0cba08a4baa0c62b8cdc621b6f6a124f89a03db"
COMPANY = "5ba51b5c-5bfd-4cf9-8b26-0dfb2c1a8b1a"

SIGNED = f'[{{"serverId":"A","value":"{SIGNATURE}"}},{{"serverId":"B","value":"{OTHER_SIGNATURE}"}}]'
YES = f'{{"authorized":true,"expiry":"$EXPIRY","expiry_time":"$EXPIRY","signatures":{SIGNED},"error":null}}'
YES_ISO = f'{{"authorized":true,"expiry":"$ISO","expiry_time":"$ISO","signatures":{SIGNED},"error":null}}'
NOT_ACTIVE = "Subscription is not active."
NO = f'{{"authorized":false,"expiry":null,"expiry_time":null,"signatures":null,"error":{{"message":"{NOT_ACTIVE}"}}}}'


# --- Answers ---


def reply(body: str, status: int = 200, lifetime=None, after: int = 40, retry_after=None) -> dict:
    headers = {} if retry_after is None else {"retry-after": retry_after}
    placeholder = {} if lifetime is None else {"lifetime": lifetime}
    return {"reply": {"status": status, "headers": headers, "body": body, **placeholder}, "after": after}


def yes(lifetime: int = DAY, **more) -> dict:
    return reply(YES, lifetime=lifetime, **more)


def yes_iso(lifetime: int = DAY, **more) -> dict:
    return reply(YES_ISO, lifetime=lifetime, **more)


def no(message: str = NOT_ACTIVE, **more) -> dict:
    return reply(NO.replace(NOT_ACTIVE, message), **more)


def down(after: int = 5) -> dict:
    return {"fails": "network", "after": after}


HANGS = {"hangs": True}


def no_id(text: str) -> dict:
    return {"noId": text}


# --- What is kept ---


def record(expiry: str, received: int) -> dict:
    return {"expiry": expiry, "signatures": {"A": SIGNATURE, "B": OTHER_SIGNATURE}, "received": received}


# --- Events ---


def event(at: int, do: str, **more) -> dict:
    return {"at": at, "do": do, **more}


def jump(at: int, by: int) -> dict:
    return event(at, "jump", by=by)


def stored(at: int, value: object) -> dict:
    return event(at, "stored", value=value)


# --- The whole ---


def scenario(
    name: str, answers, *events, end: int = 2 * HOUR, random=(0.5,), kept=None, wall=WALL, store=WALL, **options
) -> dict:
    """`answers`: one for all times, or a table from the time of the ask to the answer. A start at 0 unless the first event is one."""
    table = answers if 0 in answers else {0: answers}
    starts = [] if events and events[0]["do"] == "start" else [event(0, "start")]
    who = {} if "cid" in options else {"id": "DISPLAY1"}
    return {
        "name": name,
        "options": {**who, "productCode": PRODUCT, "servers": ["A", "B"], **options},
        "wall": wall,
        "store": store,
        "random": list(random),
        "stored": kept,
        "answers": [{"from": at, **answer} for at, answer in sorted(table.items())],
        "events": [*starts, *events],
        "end": end,
    }
