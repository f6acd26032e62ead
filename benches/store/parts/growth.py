"""What a Store takes as what it knows and what it has recorded grow."""

import json
import sqlite3
import time

from .catalogue import catalogue
from .engine import start
from .usage import fill, fill_postgres

COMPANIES = 1000
MONTHS = ["2026-07", "2026-08", "2026-09"]


def measure(folder, options):
    numbers = [options.displays // 100, options.displays // 10, options.displays]
    sizes = [options.largest // 100, options.largest // 10, options.largest]
    columns = [of_engine(folder, name, numbers, sizes) for name in ["SQLite", "PostgreSQL"]]
    print("\n| | SQLite | PostgreSQL |\n|---|--:|--:|")
    for name, *cells in zip(columns[0], *(column.values() for column in columns)):
        print(f"| {name} | {' | '.join(cells)} |")


def of_engine(folder, engine, numbers, sizes):
    """What is measured with one engine, in words, by the name of the row."""
    folder, cluster, store = start(folder, engine)
    row = {}
    try:
        row["memory of a Store that knows no display"] = f"{store.memory('VmRSS'):.0f} MiB"
        for number in numbers:
            document = folder / "catalogue.json"
            document.write_text(json.dumps(catalogue(number, COMPANIES)))
            took = timed(lambda: store.run("import", document))
            row[f"{number:,} displays imported"] = f"{took:.2f} s"
            row[f"– peak of memory, {number:,} displays"] = f"{store.memory():.0f} MiB"
            restart(store)
            row[f"– memory after a start, {number:,} displays"] = f"{store.memory('VmRSS'):.0f} MiB"
        all_of_them = 0
        for month, size in zip(MONTHS, sizes):
            all_of_them += size
            if cluster is None:
                store.stop()
                fill(store, month, size, numbers[-1], COMPANIES)
            else:
                fill_postgres(cluster, month, size, numbers[-1], COMPANIES)
                store.stop()
            row[f"bytes a record, of {all_of_them:,}"] = f"{kept(store, cluster) / all_of_them:.1f}"
            row[f"start with {size:,} records"] = f"{timed(store.start):.2f} s"
            for what in ["usage", "bill"]:
                took = timed(lambda: store.run(what, "--month", month, "--format", "json"))
                row[f"{what} of a month of {size:,} records"] = f"{took:.2f} s, {took / size * 1e6:.2f} µs a record"
            row[f"– peak of memory, {size:,} records"] = f"{store.memory():.0f} MiB"
    finally:
        store.stop()
        if cluster is not None:
            cluster.stop()
    return row


def kept(store, cluster):
    """The bytes that all records take, with what finds them."""
    if cluster is not None:
        return int(cluster.sql("SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('usage')"))
    database = sqlite3.connect(store.data / "store.db")
    try:
        return database.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'usage'").fetchone()[0]
    finally:
        database.close()


def restart(store):
    store.stop()
    store.start()


def timed(work):
    begin = time.monotonic()
    work()
    return time.monotonic() - begin
