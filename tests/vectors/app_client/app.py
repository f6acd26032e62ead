"""What an App does, written from docs/app-client.md alone.

The world around it (simulate.py) has its clocks, its random numbers, what is kept, and carries its asks to the Store.
"""

import math
from typing import Optional

from answers import DAY, HOUR, MINUTE, Authorization, Denial, Failure, understood

# "When it asks".
FLOOR = 5 * MINUTE
LONGEST = 24 * DAY
WAKE = 10 * MINUTE


class App:
    def __init__(self, world, renew_before: int):
        self.world = world
        self.renew_before = renew_before
        self.started = False

    # --- What it hears ---

    def start(self) -> None:
        """Rule 1. A start knows nothing but what is kept."""
        self.started = True
        self.asking = False
        self.held: Optional[Authorization] = None
        self.denial: Optional[str] = None
        self.failure: Optional[str] = None
        self.last_hint: Optional[int] = None
        self.told = None
        now = self.world.wall()
        kept = understood(self.world.kept)
        if kept is not None and now <= kept.until:
            self.held = kept
        if self.held is not None and 0 <= now - self.held.received < FLOOR:
            self.renew_later()
        else:
            self.due_now()
        self.look()

    def stop(self) -> None:
        """An ask that is under way is cut off: its reply is ignored."""
        self.started = False

    def wake(self) -> None:
        self.look()

    def data_server_answered_401(self) -> None:
        if self.held is not None:
            self.hint()
        self.look()

    def online(self) -> None:
        if self.failure is not None:
            self.hint()
        self.look()

    def other_tab_kept(self, value: object) -> None:
        """ "Tabs": a newer record is an answer that came now, none is a hint."""
        record = understood(value)
        if record is None:
            self.hint()
        elif self.world.wall() <= record.until and (self.held is None or record.received > self.held.received):
            self.take(record)
        self.look()

    def ask_ended(self, outcome) -> None:
        self.asking = False
        if isinstance(outcome, Authorization):
            self.world.keep(outcome.record())
            self.take(outcome)
        elif isinstance(outcome, Denial):
            self.world.keep(None)
            self.held, self.denial, self.failure = None, outcome.reason, None
            self.retry_later(outcome.retry_after)
        elif isinstance(outcome, Failure):
            self.failure = outcome.reason
            self.retry_later(outcome.retry_after)
        self.look()

    # --- What follows ---

    def take(self, authorization: Authorization) -> None:
        self.held, self.denial, self.failure = authorization, None, None
        self.renew_later()

    def renew_later(self) -> None:
        """Rule 2."""
        left = self.held.until - self.world.wall()
        margin = min(self.renew_before, left / 2)
        delay = left - margin - self.world.random() * (left - margin) / 2
        self.due_in(min(max(math.floor(delay), FLOOR), LONGEST))

    def retry_later(self, at_least: int) -> None:
        """Rule 3."""
        delay = HOUR - self.world.random() * (10 * MINUTE)
        self.due_in(max(math.floor(delay), at_least))

    def due_in(self, delay: int) -> None:
        """By both clocks, and a floor by the one that only goes on."""
        self.due_by_monotonic = self.world.at + delay
        self.due_by_wall = self.world.wall() + delay
        self.not_before = self.world.at + FLOOR

    def due_now(self) -> None:
        self.due_by_monotonic = self.not_before = self.world.at
        self.due_by_wall = self.world.wall()

    def hint(self) -> None:
        """Rule 4: at once or not at all."""
        if self.asking or (self.last_hint is not None and self.world.at - self.last_hint < FLOOR):
            return
        self.last_hint = self.world.at
        self.ask()

    def ask(self) -> None:
        self.asking = True
        self.world.begin_ask()

    def due_after(self) -> int:
        """How long until an ask is due, 0 where it is."""
        first = min(self.due_by_monotonic - self.world.at, self.due_by_wall - self.world.wall())
        return max(first, self.not_before - self.world.at, 0)

    def look(self) -> None:
        """A wake: ask if one is due, tell of a changed state, set the next wake."""
        if not self.asking and self.due_after() == 0:
            self.ask()
        state = self.state()
        if state != self.told:
            self.told = state
            self.world.tell(*state)
        sleep = WAKE
        if not self.asking:
            sleep = min(sleep, self.due_after())
        if state[0] == "authorized":
            sleep = min(sleep, self.held.until + 1 - self.world.wall())
        self.world.wake_at(self.world.at + sleep)

    def state(self) -> tuple:
        """The five lines of "States", in their order: name, until, reason."""
        if self.held is not None and self.world.wall() <= self.held.until:
            return "authorized", self.held.until, None
        if self.denial is not None:
            return "denied", None, self.denial
        if self.held is not None and self.failure is None:
            return "unreachable", None, "expired"
        if self.failure is not None:
            return "unreachable", None, self.failure
        return "starting", None, None
