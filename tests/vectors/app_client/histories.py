"""Random histories in the form of the scenarios, without `expected`. The same seed gives the same ones.

They are meant to be nasty: what happens falls on the edges (a millisecond before and after five minutes, a reply, an expiry)
far oftener than chance would have it. For that, half of them are simulated once to see where their edges are.
"""

import random

from answers import DAY, HOUR, LIMITED, MINUTE, iso, java, utc
from building import (
    COMPANY,
    HANGS,
    NO,
    PRODUCT,
    SECOND,
    WALL,
    YES,
    YES_ISO,
    down,
    event,
    no,
    no_id,
    record,
    reply,
)
from simulate import simulate

YEAR = 365 * DAY
LATEST_CLOCK = 200 * YEAR

AFTER = (0, 0, 1, 40, 40, 40, 900, 12_345, 29_999, 30_000, 30_001, 60_000)
SHORT_LIVES = (-DAY, -1, 0, 1, 40, 999, MINUTE, 5 * MINUTE, 10 * MINUTE, 10 * MINUTE + 1)
LIFETIMES = (*SHORT_LIVES, HOUR, 2 * HOUR, 2 * HOUR, 2 * HOUR + 1, *(DAY,) * 12, 3 * DAY, 24 * DAY, 60 * DAY)
STATUSES = (201, 400, 403, 404, 429, 500, 502, 503)
NO_ANSWERS = ("", "null", "[]", "{}", "<!DOCTYPE html>", NO[:50], NO + "}")
NO_ANSWERS += ('{"authorized":true}', '{"authorized":"true","expiry":"$EXPIRY"}', YES.replace("$EXPIRY", "$EXPIRY "))
RETRY_AFTER = ("0", "1", "120", "3000", "3599", "3600", "3601", "7200", "86399", "86400", "86401", "9" * 25, "soon", "")
GARBLED = ({}, [], "text", 7, {"expiry": "tomorrow", "signatures": {}, "received": WALL}, {"expiry": iso(WALL + DAY)})
STEPS = (0, 0, 1, 39, 40, 41, SECOND, 30 * SECOND, MINUTE, 10 * MINUTE, HOUR, 3 * HOUR)
STEPS += (5 * MINUTE - 1, 5 * MINUTE, 5 * MINUTE + 1)
JUMPS = (1, SECOND, MINUTE, 10 * MINUTE, HOUR, 11 * HOUR, 23 * HOUR, DAY, DAY + 1, 3 * DAY, 30 * DAY, YEAR, 10 * YEAR)
OFFSETS = (0, 0, 0, 0, 0, 1, MINUTE, HOUR, 23 * HOUR, DAY - 1, DAY, 25 * HOUR, 3 * YEAR)
EVENTS = ("hint-401",) * 5 + ("jump",) * 4 + ("stored",) * 4 + ("online",) * 3 + ("wake",) * 3 + ("restart",) * 2
EVENTS += ("stop", "start", "start")


def http_date(instant: int) -> str:
    time = utc(instant)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[time.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[time.month - 1]
    return f"{day}, {time:%d} {month} {time.year:04} {time:%H:%M:%S} GMT"


def signed(value: int, draw: random.Random) -> int:
    return value if draw.random() < 0.5 else -value


class Generator:
    def __init__(self, draw: random.Random):
        self.draw = draw
        self.wall = WALL + signed(draw.choice(OFFSETS), draw)
        self.end = draw.randrange(DAY // 4, 5 * DAY)

    # --- Answers ---

    def retry_after(self):
        kind = self.draw.random()
        if kind < 0.75:
            return None
        if kind < 0.9:
            return self.draw.choice(RETRY_AFTER)
        return http_date(self.wall + self.draw.randrange(-HOUR, 2 * self.end))

    def answer(self) -> dict:
        draw = self.draw
        kind, after = draw.random(), draw.choice(AFTER)
        more = {"after": after, "retry_after": self.retry_after()}
        if kind < 0.4:
            lifetime = draw.choice(LIFETIMES) + draw.choice((0, 0, draw.randrange(MINUTE)))
            return reply(draw.choice((YES, YES, YES_ISO)), lifetime=lifetime, **more)
        if kind < 0.58:
            return no(draw.choice(("Subscription is not active.", "Product not found.", "")), **more)
        if kind < 0.66:
            return no(draw.choice(LIMITED), status=draw.choice((200, 429, 503)), **more)
        if kind < 0.76:
            return reply(draw.choice((YES, NO, "")), status=draw.choice(STATUSES), lifetime=DAY, **more)
        if kind < 0.82:
            return reply(draw.choice(NO_ANSWERS), lifetime=DAY, **more)
        if kind < 0.92:
            return down(after)
        if kind < 0.96:
            return HANGS
        return no_id(draw.choice(("the Viewer did not answer", "no id")))

    def answers(self) -> list:
        times = {0, *(self.time([]) for _ in range(self.draw.randrange(12)))}
        return [{"from": at, **self.answer()} for at in sorted(times)]

    # --- What is kept ---

    def kept(self, now: int):
        """A record, as another tab or an earlier start may have left it; `now` by the clock of the App."""
        draw = self.draw
        kind = draw.random()
        if kind < 0.2:
            return None
        if kind < 0.3:
            return draw.choice(GARBLED)
        expiry = now + signed(draw.choice((0, 1, 999, *JUMPS)), draw)
        received = now - draw.choice((-DAY, -1, 0, 0, 1, MINUTE, 5 * MINUTE - 1, 5 * MINUTE, HOUR, DAY))
        written = draw.choice((java, iso))(min(max(expiry, 0), LATEST_CLOCK))
        return record(written, max(received, 0))

    # --- Events ---

    def time(self, edges: list) -> int:
        """Some time, or an edge, or a millisecond beside one."""
        if edges and self.draw.random() < 0.8:
            at = self.draw.choice(edges) + self.draw.choice((-1, 0, 0, 1, *STEPS))
        else:
            at = self.draw.randrange(self.end)
        return min(max(at, 0), self.end)

    def times(self, edges: list, count: int) -> list:
        """Some of them follow each other closely."""
        times = []
        while len(times) < count:
            at = self.time(edges)
            for _ in range(self.draw.choice((1, 1, 2, 3, 6))):
                times.append(min(at, self.end))
                at += self.draw.choice(STEPS)
        return sorted(times[:count])

    def events(self, edges: list, count: int) -> list:
        events, jumped = [event(0, "start")], 0
        for at in self.times(edges, count):
            what = self.draw.choice(EVENTS)
            now = self.wall + at + jumped
            if what == "jump":
                by = signed(self.draw.choice(JUMPS), self.draw)
                by = -by if not 0 <= now + by <= LATEST_CLOCK else by
                events.append(event(at, what, by=by))
                jumped += by
            elif what == "stored":
                events.append(event(at, what, value=self.kept(now)))
            else:
                events.append(event(at, what))
        return events

    # --- The whole ---

    def options(self) -> dict:
        who = self.draw.choice(({"id": "DISPLAY1"}, {"id": "DISPLAY1"}, {"cid": COMPANY}))
        times = (MINUTE, 10 * MINUTE, HOUR + 1, 12 * HOUR, 3 * DAY)
        renewal = {} if self.draw.random() < 0.4 else {"renewBefore": self.draw.choice(times)}
        return {**who, "productCode": PRODUCT, "servers": ["A", "B"], **renewal}

    def random_numbers(self) -> list:
        """Such as have no rounding in any order of the sums."""
        return [self.draw.choice((0, 512, 1023, self.draw.randrange(1024))) / 1024 for _ in range(self.draw.randrange(1, 6))]

    def history(self, name: str) -> dict:
        draw, count = self.draw, self.draw.randrange(5, 31)
        history = {
            "name": name,
            "options": self.options(),
            "wall": self.wall,
            "store": WALL,
            "random": self.random_numbers(),
            "stored": self.kept(self.wall) if draw.random() < 0.5 else None,
            "answers": self.answers(),
            "events": self.events([], count),
            "end": self.end,
        }
        if draw.random() < 0.5:
            return history
        edges = edges_of(simulate(history), history)
        return {**history, "events": self.events(edges, count)}


def edges_of(outcome: dict, history: dict) -> list:
    """Times at which something happened, and at which something would have been over, had no clock jumped."""
    states = outcome["states"]
    over = (state["until"] - history["wall"] for state in states if state["until"] is not None)
    times = {*outcome["calls"], *(state["at"] for state in states), *over}
    return sorted(at for at in times if 0 <= at <= history["end"])


def histories(count: int, seed: int):
    for number in range(count):
        yield Generator(random.Random(f"{seed}.{number}")).history(f"random history {number} of seed {seed}")
