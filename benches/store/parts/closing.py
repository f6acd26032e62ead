"""What closing a month takes, and the calls that come meanwhile."""

import statistics
import threading
import time

from .catalogue import COMPANIES, DISPLAYS, catalogue
from .engine import start
from .latency import open_loop
from .usage import fill, fill_postgres

MONTHS = ["2026-06", "2026-07", "2026-08"]


def measure(folder, options):
    size = options.records * 11 // 10
    print(f"\n| a month of {size:,} records among {size * len(MONTHS):,}, closed | SQLite | PostgreSQL |\n|---|--:|--:|")
    columns = [of_engine(folder, engine, size, options) for engine in ["SQLite", "PostgreSQL"]]
    for name, *cells in zip(columns[0], *(column.values() for column in columns)):
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def of_engine(folder, engine, size, options):
    """What is measured with one engine, in words, by the name of the row."""
    folder, cluster, store = start(folder, engine)
    store.import_(catalogue())
    store.stop()
    for month in MONTHS:
        if cluster is None:
            fill(store, month, size, DISPLAYS, COMPANIES)
        else:
            fill_postgres(cluster, month, size, DISPLAYS, COMPANIES)
    store.start()
    try:
        alone = [open_loop(store, 1) for _ in range(options.seconds * 2)]
        before = store.memory()
        took, are_closed = [], threading.Event()

        def close():
            try:
                for month in MONTHS:
                    begin = time.monotonic()
                    store.run("close", "--month", month)
                    took.append(time.monotonic() - begin)
            finally:
                are_closed.set()

        closing = threading.Thread(target=close)
        closing.start()
        meanwhile = []
        while not are_closed.is_set():
            meanwhile.append(open_loop(store, 1))
        closing.join()
        if len(took) < len(MONTHS):
            raise SystemExit("the months were not all closed")
        return {
            "time for each of three such months": f"{min(took):.2f} to {max(took):.2f} s",
            "memory besides, at its peak": f"{store.memory() - before:.0f} MiB",
            "p99 of 1,000 calls a second in a second with nothing besides, median": f"{p99(alone):.2f} ms",
            "the same while months are closed": f"{p99(meanwhile):.2f} ms",
        }
    finally:
        store.stop()
        if cluster is not None:
            cluster.stop()


def p99(seconds):
    return statistics.median(times["p99"] for times in seconds)
