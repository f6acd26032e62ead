"""Calls a second, beside a server that does nothing for its answers."""

import contextlib
import re
import statistics
import subprocess

from .catalogue import DISPLAYS, PATH, catalogue
from .postgres import Cluster
from .processes import BIN, cpu, reserved_port, wait_for
from .store import Store

HEAD = """database | calls/s | p50, ms | p99, ms | CPU, µs | hello/s | CPU, µs | rate to hello | CPU to hello |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"""


class Hello:
    """The server that does nothing."""

    def __init__(self):
        self.port = reserved_port()
        self.process = subprocess.Popen([BIN / "hello", str(self.port)], stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process)

    def cpu(self):
        return cpu(self.process.pid)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Served:
    """What is asked: by its name, on its ports, with the CPU of all that works for it."""

    def __init__(self, name, servers, besides=()):
        self.name, self.servers, self.besides = name, servers, besides

    def cpu(self):
        return sum(server.cpu() for server in [*self.servers, *self.besides])


def script(folder):
    """What asks for one display after the other, without headers but those of HTTP."""
    file = folder / "calls.lua"
    file.write_text(
        "local n = 0\nrequest = function()\n  n = n + 1\n"
        f'  return wrk.format("GET", (string.gsub("{PATH}", "{{}}", n % {DISPLAYS})))\nend\n')
    return file


def ask(served, connections, lua, seconds, close=False):
    """Calls a second, CPU of the servers a call in microseconds, and the times of calls in milliseconds: p50 and p99, of
    several servers the worse."""
    before = served.cpu()
    each = connections // len(served.servers)
    more = ["-H", "Connection: close"] if close else []
    asking = [subprocess.Popen(
        ["wrk", "-t1", f"-c{each}", f"-d{seconds}s", "--latency", "-s", lua, *more, f"http://127.0.0.1:{server.port}"],
        stdout=subprocess.PIPE, text=True) for server in served.servers]
    all_said = [process.communicate()[0] for process in asking]
    if any(process.returncode or "Non-2xx" in said or "Socket errors" in said for process, said in zip(asking, all_said)):
        raise SystemExit("\n".join(all_said))
    calls = sum(int(re.search(r"(\d+) requests in", said)[1]) for said in all_said)
    rate = sum(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]) for said in all_said)
    times = [max(milliseconds(said, share) for said in all_said) for share in ["50%", "99%"]]
    return rate, (served.cpu() - before) / calls * 1e6, *times


def milliseconds(said, share):
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", said).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


@contextlib.contextmanager
def stores(folder, under=(), two=False):
    """A Store with each engine and, if asked for, two with one database."""
    started, all_served = [], []

    def store(name, **more):
        (folder / name).mkdir()
        started.append(Store(folder / name, **more))
        return started[-1]

    try:
        all_served.append(Served("SQLite", [store("sqlite", under=under)]))
        (folder / "cluster").mkdir()
        cluster = Cluster(folder / "cluster", under)
        started.append(cluster)
        one = store("one", database=cluster.url)
        all_served.append(Served("PostgreSQL", [one], [cluster]))
        if two:
            other = store("two", database=cluster.url, like=one)
            all_served.append(Served("PostgreSQL, two Stores", [one, other], [cluster]))
        for first in {id(served.servers[0]): served.servers[0] for served in all_served}.values():
            first.import_(catalogue())
        for served in all_served:
            if not served.servers[0].is_authorizing():
                raise SystemExit(f"the Store of {served.name} does not authorize")
        yield all_served
    finally:
        for process in reversed(started):
            process.stop()


def measure(folder, options):
    lua, hello = script(folder), Hello()
    try:
        with stores(folder, two=True) as all_served:
            print("\n| calls, each recorded before it is answered | " + HEAD)
            for name, connections, close in [
                ("64 kept connections", 64, False), ("256 kept connections", 256, False),
                ("1,024 kept connections", 1024, False), ("64 clients, a new connection for each call", 64, True),
            ]:
                rows(name, all_served, Served("hello", [hello]), lambda served: ask(served, connections, lua, options.seconds, close), options)
    finally:
        hello.stop()


def rows(name, all_served, hello, ask, options):
    for served in all_served:
        ask(served)
    rounds = []
    for _ in range(options.rounds):
        rounds.append((ask(hello), [ask(served) for served in all_served]))
    theirs = [statistics.median(column) for column in zip(*(base for base, _ in rounds))]
    for index, served in enumerate(all_served):
        pairs = [(each[index], base) for base, each in rounds]
        ours = [statistics.median(column) for column in zip(*(own for own, _ in pairs))]
        rate, cost = (statistics.median(own[part] / base[part] for own, base in pairs) for part in [0, 1])
        print(f"| {name} | {served.name} | {ours[0]:,.0f} | {ours[2]:.2f} | {ours[3]:.2f} | {ours[1]:.1f} "
              f"| {theirs[0]:,.0f} | {theirs[1]:.1f} | {rate:.2f} | {cost:.2f} |", flush=True)
