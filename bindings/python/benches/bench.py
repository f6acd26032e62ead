"""Prints what a verdict takes. Rows take turns, and the best of their rounds counts."""

import argparse
import hashlib
import sys
import time
from datetime import datetime, timedelta, timezone

import duckdb
import plain
import polars
import pyarrow
import store_auth

KEY = "e4232e0620f9290025cb3783768c9c8c4686078c"
REQUESTS = 64


def signed(number, lasts):
    expiry = (datetime.now(timezone.utc) + lasts).strftime("%Y-%m-%dT%H:%M:%S.0%S+0000")
    id, pc = f"{number:012X}", hashlib.sha1(str(number % 9).encode()).hexdigest()
    signature = hashlib.sha1(f"{id}#{pc}#{KEY}#{expiry}".encode()).hexdigest()
    return {"id": id, "pc": pc, "expiry": expiry, "signature": signature}


def url(fields):
    return "/feed?" + "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in fields.items())


def counted(verify, requests, denied):
    """Calls for each request, and says how many were let in."""

    def run():
        let_in = 0
        for request in requests:
            try:
                # A verdict of `check` may be false.
                let_in += bool(verify(request))
            except denied:
                pass
        return let_in

    return run


def calls(rounds):
    good = [signed(number, timedelta(hours=24)) for number in range(REQUESTS)]
    bad = [fields | {"signature": fields["signature"][::-1]} for fields in good]
    ours, theirs = store_auth.Verifier(keys=KEY), plain.Verifier([KEY])
    rows = [
        ("a URL, let in", map(url, good), theirs.verify, ours.verify, REQUESTS),
        ("a URL, denied by an exception", map(url, bad), theirs.verify, ours.verify, 0),
        ("a URL, denied, by `check`", map(url, bad), theirs.verify, ours.check, 0),
        ("four fields, let in", good, lambda fields: theirs.verify_fields(**fields), lambda fields: ours.verify(**fields), REQUESTS),
        ("a URL, until `expires_at` is read", map(url, good), lambda url: theirs.verify(url).expires_at,
         lambda url: ours.verify(url).expires_at, REQUESTS),
    ]
    prepared = []
    for name, requests, plainly, by_us, expected in rows:
        requests = list(requests)
        ways = [counted(plainly, requests, plain.Denied), counted(by_us, requests, store_auth.Denied)]
        for way in ways:
            if (found := way()) != expected:
                sys.exit(f"{name}: {found} of {REQUESTS} let in, expected {expected}")
        prepared.append((name, ways, [float("inf")] * 2))
    for _ in range(rounds):
        for _, ways, best in prepared:
            for at, way in enumerate(ways):
                start = time.perf_counter_ns()
                way()
                best[at] = min(best[at], (time.perf_counter_ns() - start) / REQUESTS)
    print("| one request | plain Python, µs | store_auth, µs | times |\n|---|---|---|---|")
    for name, _, (plainly, by_us) in prepared:
        print(f"| {name} | {plainly / 1000:.2f} | {by_us / 1000:.2f} | {plainly / by_us:.1f} |")


def batches(rows, rounds):
    requests = [signed(number, timedelta(hours=24)) for number in range(1000)]
    table = pyarrow.concat_tables([pyarrow.Table.from_pylist(requests)] * (rows // 1000)).combine_chunks()
    # A tenth is signed by nobody.
    table = pyarrow.concat_tables([table.slice(rows // 10), table.slice(0, rows // 10).set_column(
        3, "signature", pyarrow.array(["0" * 40] * (rows // 10)))]).combine_chunks()
    expected = rows - rows // 10
    frame, pandas = polars.from_arrow(table), table.to_pandas()
    verifier = store_auth.Verifier(keys=KEY)
    database = duckdb.connect(config={"threads": 1})
    database.register("requests", table)
    database.execute("CREATE TABLE kept AS FROM requests")
    check = f"SELECT count(*) FROM {{}} WHERE sha1(id || '#' || pc || '#{KEY}#' || expiry) = signature"
    by_sql = lambda name: lambda: database.execute(check.format(name)).fetchall()[0][0]
    by_us = lambda data: lambda: verifier.verify_batch(data).counts()["authorized"]
    ways = [
        ("DuckDB's `sha1` over a table of its own", by_sql("kept")),
        ("DuckDB's `sha1` over pyarrow's table", by_sql("requests")),
        ("`verify_batch`, pyarrow", by_us(table)),
        ("`verify_batch`, Polars", by_us(frame)),
        ("`verify_batch`, pandas", by_us(pandas)),
    ]
    best = dict.fromkeys([name for name, _ in ways], float("inf"))
    for _ in range(rounds):
        for name, way in ways:
            start = time.perf_counter()
            found = way()
            best[name] = min(best[name], time.perf_counter() - start)
            if found != expected:
                sys.exit(f"{name}: {found} of {rows} authorized, expected {expected}")
    base = best[ways[0][0]]
    print("\n| rows of a batch, on one thread | million rows a second | times DuckDB |\n|---|---|---|")
    for name, seconds in best.items():
        print(f"| {name} | {rows / seconds / 1e6:.2f} | {base / seconds:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few rounds, whose figures say nothing")
    quick = parser.parse_args().quick
    calls(5 if quick else 3000)
    batches(10_000 if quick else 1_000_000, 2 if quick else 7)


main()
