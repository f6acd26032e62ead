"""Laws of any client in any history, found from what happened alone: none of the App's own state is looked at here."""

from bisect import bisect_right

from answers import HOUR, MINUTE, Authorization, Denial, judge, understood
from simulate import TIMEOUT, arrived

WAKE = 10 * MINUTE


def breaks_of(events: list) -> list:
    """When it was started and stopped, in order; a start of what is started and a stop of what is stopped are none."""
    breaks, started = [], False
    for event in events:
        if event["do"] in ("stop", "restart") and started:
            breaks.append((event["at"], "stop"))
            started = False
        if event["do"] in ("start", "restart") and not started:
            breaks.append((event["at"], "start"))
            started = True
    return breaks


class Past:
    """One history and what a client did in it."""

    def __init__(self, history: dict, outcome: dict):
        self.history = history
        self.calls, self.states, self.stored = outcome["calls"], outcome["states"], outcome["stored"]
        self.events = history["events"]
        breaks = breaks_of(self.events)
        self.breaks = [at for at, _ in breaks]
        self.starts = [at for at, what in breaks if what == "start"]
        self.stops = {at for at, what in breaks if what == "stop"}
        self.last_break = dict(breaks)
        self.jumps = [(e["at"], e["by"]) for e in self.events if e["do"] == "jump"]
        self.froms = [answer["from"] for answer in history["answers"]]
        self.ends = [self.end_of(call) for call in self.calls]

    def answer_at(self, at: int) -> dict:
        return self.history["answers"][bisect_right(self.froms, at) - 1]

    def end_of(self, call: int) -> int:
        return call + min(self.answer_at(call).get("after", TIMEOUT), TIMEOUT)

    def walls(self, at: int) -> list:
        """What the clock of the App may have said: more than one time where it jumped in this millisecond."""
        before = self.history["wall"] + at + sum(by for time, by in self.jumps if time < at)
        walls = [before]
        for time, by in self.jumps:
            if time == at:
                walls.append(walls[-1] + by)
        return walls

    def outcomes_at(self, at: int) -> list:
        """What the replies are that came at this time, by each time that the clock may have said."""
        found = []
        for call, end in zip(self.calls, self.ends):
            answer = self.answer_at(call)
            if end == at and "reply" in answer and answer["after"] <= TIMEOUT:
                found += [judge(*arrived(self.history, answer["reply"], call), wall) for wall in self.walls(at)]
        return found

    def told(self):
        """Each told state with the one before it in the same run (none for the first) and the time until which it stood."""
        for index, state in enumerate(self.states):
            later = self.states[index + 1]["at"] if index + 1 < len(self.states) else self.history["end"] + 1
            # Of what was told in a millisecond, nothing outlives a stop that comes last in it.
            stopped = self.last_break.get(state["at"]) == "stop"
            cut = state["at"] if stopped else next((at for at in self.breaks if at > state["at"]), self.history["end"] + 1)
            before = self.states[index - 1] if index else None
            if before is not None and any(before["at"] <= at <= state["at"] for at in self.breaks):
                before = None
            yield before, state, min(later, cut)


def never_two_at_once(past: Past):
    for call, end, later in zip(past.calls, past.ends, past.calls[1:]):
        # A stop in the millisecond in which it began may have come before it or behind.
        cut_off = call in past.stops or any(call < at <= later for at in past.breaks)
        if later < end and not cut_off:
            yield f"asked at {later}, before the ask of {call} had ended"


def never_too_often(past: Past):
    """24 in any hour, the one of each start, and one more for it: a start knows of no hint before it."""
    for index, call in enumerate(past.calls):
        within = bisect_right(past.calls, call + HOUR - 1) - index
        starts = sum(call <= at < call + HOUR for at in past.starts)
        if within > 24 + 2 * starts:
            yield f"{within} asks in the hour from {call} on, with {starts} starts"


def never_authorized_after_the_expiry(past: Past):
    """Told in the millisecond after the expiry; where the clock jumped, at most ten minutes later."""
    for _, state, until in past.told():
        if state["state"] != "authorized":
            continue
        if all(wall > state["until"] for wall in past.walls(state["at"])):
            yield f"told authorized at {state['at']}, when the expiry was over"
        edges = [(0, 0), *past.jumps, (past.history["end"] + 1, 0)]
        offset = past.history["wall"]
        for index, ((begin, by), (end, _)) in enumerate(zip(edges, edges[1:])):
            offset += by
            noticed = begin + WAKE if index else begin
            over = max(state["until"] + 1 - offset, noticed, state["at"])
            if over < min(end, until):
                yield f"authorized from {state['at']} to {until}, though over at {over}"


def never_dropped_for_an_outage(past: Past):
    """Only time and a denial end a permission, and a start finds what is kept."""
    for before, state, _ in past.told():
        if before is None or before["state"] != "authorized":
            continue
        if state["state"] == "denied" and not any(isinstance(outcome, Denial) for outcome in past.outcomes_at(state["at"])):
            yield f"denied at {state['at']} without a denial"
        if state["state"] == "unreachable" and all(wall <= before["until"] for wall in past.walls(state["at"])):
            yield f"unreachable at {state['at']}, before the expiry"
        if state["state"] == "starting":
            yield f"starting at {state['at']}, though started"


def kept_is_found(past: Past):
    """The first state of a start is authorized exactly where something is kept that is in force."""
    changes = [(0, past.history["stored"])]
    changes += [(change["at"], change["value"]) for change in past.stored]
    changes += [(event["at"], event["value"]) for event in past.events if event["do"] == "stored"]
    for at in past.starts:
        # Which of several changes in one millisecond came last is not known, nor which state told in it is the first.
        latest = max(time for time, _ in changes if time < at or time == 0)
        kept = [understood(value) for time, value in changes if time in (latest, at)]
        in_force = {record is not None and wall <= record.until for record in kept for wall in past.walls(at)}
        told = {state["state"] == "authorized" for state in past.states if state["at"] == at}
        if at <= past.history["end"] and not in_force & told:
            yield f"{'not authorized' if True in in_force else 'authorized'} at the start of {at}, with {kept} kept"


def denied_for_an_hour_at_most(past: Past):
    """From when the Store says yes, where no clock jumps and no Retry-After makes it longer."""
    answers = past.history["answers"]
    if past.jumps or any("retry-after" in answer.get("reply", {}).get("headers", {}) for answer in answers):
        return
    until = [answer["from"] for answer in answers[1:]] + [past.history["end"] + 1]
    for _, state, end in past.told():
        if state["state"] != "denied":
            continue
        for answer, answered_until in zip(answers, until):
            begin = max(answer["from"], state["at"])
            # An ask that was under way when the Store changed its mind, the hour, and the ask that says yes.
            latest = begin + HOUR + 2 * TIMEOUT
            if latest < min(end, answered_until) and all(is_yes(past, answer, call) for call in (begin, latest)):
                yield f"denied from {state['at']} to {end}, though the Store said yes from {begin} on"


def is_yes(past: Past, answer: dict, call: int) -> bool:
    if "reply" not in answer or answer["after"] > TIMEOUT:
        return False
    # With a second to spare, since a Java rendering drops as much: whenever it is asked, it says yes.
    wall = past.history["wall"] + call + answer["after"] + 1000
    return isinstance(judge(*arrived(past.history, answer["reply"], call), wall), Authorization)


def keeps_answers_only(past: Past):
    for entry in past.stored:
        outcomes = past.outcomes_at(entry["at"])
        records = [outcome.record() for outcome in outcomes if isinstance(outcome, Authorization)]
        if entry["value"] is None:
            good = any(isinstance(outcome, Denial) for outcome in outcomes)
        else:
            good = entry["value"] in records
        if not good:
            yield f"{entry['value']} kept at {entry['at']}, without such an answer"


def tells_changes_only(past: Past):
    for before, state, _ in past.told():
        if before is not None and {**before, "at": state["at"]} == state:
            yield f"the same state told at {before['at']} and at {state['at']}"


LAWS = (
    never_two_at_once,
    never_too_often,
    never_authorized_after_the_expiry,
    never_dropped_for_an_outage,
    kept_is_found,
    denied_for_an_hour_at_most,
    keeps_answers_only,
    tells_changes_only,
)


def broken(history: dict, outcome: dict):
    past = Past(history, outcome)
    for law in LAWS:
        for complaint in law(past):
            yield f"{law.__name__.replace('_', ' ')}: {complaint}"
