"""The world of one history: clocks, the Store, what is kept, other tabs; and what came of it.

Only the order of things is decided here. At one time replies come first, then the App's timer, then events as listed.
"""

from answers import HOUR, Failure, iso, java, judge
from app import App

TIMEOUT = 30_000


def arrived(history: dict, reply: dict, began: int) -> tuple:
    """Status, headers and body of the reply to an ask that began at this time."""
    body = reply["body"]
    if "lifetime" in reply:
        expiry = history["store"] + began + reply["lifetime"]
        body = body.replace("$EXPIRY", java(expiry)).replace("$ISO", iso(expiry))
    return reply["status"], reply["headers"], body


class World:
    def __init__(self, history: dict):
        self.history = history
        self.at = 0
        self.jumped = 0
        self.drawn = 0
        self.kept = history["stored"]
        self.timer = None
        self.reply = None  # (when, what the Store's answer is, when the ask began)
        self.outcome = {"calls": [], "states": [], "stored": []}
        self.app = App(self, history["options"].get("renewBefore", HOUR))

    # --- What the App uses ---

    def wall(self) -> int:
        return self.history["wall"] + self.at + self.jumped

    def random(self) -> float:
        numbers = self.history["random"]
        self.drawn += 1
        return numbers[(self.drawn - 1) % len(numbers)]

    def keep(self, value: object) -> None:
        if value != self.kept:
            self.kept = value
            self.outcome["stored"].append({"at": self.at, "value": value})

    def tell(self, state: str, until, reason) -> None:
        self.outcome["states"].append({"at": self.at, "state": state, "until": until, "reason": reason})

    def wake_at(self, at: int) -> None:
        self.timer = at

    def begin_ask(self) -> None:
        answer = [answer for answer in self.history["answers"] if answer["from"] <= self.at][-1]
        if "noId" in answer:
            self.reply = (self.at, answer, self.at)
            return
        self.outcome["calls"].append(self.at)
        after = answer.get("after", TIMEOUT + 1)
        if after > TIMEOUT:
            self.reply = (self.at + TIMEOUT, {"hangs": True}, self.at)
        else:
            self.reply = (self.at + after, answer, self.at)

    # --- What happens ---

    def run(self) -> dict:
        events = list(self.history["events"])
        while True:
            times = [event["at"] for event in events[:1]]
            if self.app.started:
                times += [self.timer] + ([self.reply[0]] if self.reply else [])
            if not times or min(times) > self.history["end"]:
                return self.outcome
            self.at = min(times)
            if self.app.started and self.reply and self.reply[0] == self.at:
                self.end_ask()
            elif self.app.started and self.timer == self.at:
                self.app.wake()
            else:
                self.do(events.pop(0))

    def end_ask(self) -> None:
        _, answer, began = self.reply
        self.reply = None
        if "noId" in answer:
            outcome = Failure(answer["noId"])
        elif "fails" in answer:
            outcome = Failure("network")
        elif "hangs" in answer:
            outcome = Failure("timeout")
        else:
            outcome = judge(*arrived(self.history, answer["reply"], began), self.wall())
        self.app.ask_ended(outcome)

    def do(self, event: dict) -> None:
        what = event["do"]
        if what == "jump":
            self.jumped += event["by"]
        elif what == "start":
            self.start()
        elif what == "stop":
            self.app.stop()
        elif what == "restart":
            self.app = App(self, self.app.renew_before)
            self.start()
        elif what == "stored":
            self.kept = event["value"]
            if self.app.started:
                self.app.other_tab_kept(self.kept)
        elif self.app.started:
            {"wake": self.app.wake, "online": self.app.online, "hint-401": self.app.data_server_answered_401}[what]()

    def start(self) -> None:
        """An ask that was under way before is cut off. Starting what is started does nothing."""
        if not self.app.started:
            self.reply = None
            self.app.start()


def simulate(history: dict) -> dict:
    return World(history).run()
