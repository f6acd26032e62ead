"""The bill of a large month, which another program counts too."""

import csv
import io
import json
import time

from .catalogue import COMPANIES, DISPLAYS, catalogue
from .store import Store
from .usage import fill


def measure(folder, options):
    store = Store(folder)
    store.import_(catalogue())
    store.stop()
    fill(store, "2026-10", options.records, DISPLAYS, COMPANIES)
    begin = time.monotonic()
    store.start()
    started = time.monotonic() - begin
    try:
        before = store.memory()
        begin = time.monotonic()
        said = store.run("bill", "--month", "2026-10", "--format", "csv")
        took = time.monotonic() - begin
        after = store.memory()
        begin = time.monotonic()
        exported = store.run("export", "--usage", "--month", "2026-10", "--format", "ndjson")
        exporting = time.monotonic() - begin
    finally:
        store.stop()
    if recount(exported) != said:
        raise SystemExit("the bill is not what another program counts")
    print(f"\n| a month of {options.records:,} records | |\n|---|--:|")
    print(f"| started after | {started:.2f} s |\n| the bill | {took:.2f} s |")
    print(f"| peak of memory before and after it | {before:.0f} and {after:.0f} MiB |\n| the export | {exporting:.2f} s |")
    print("| the bill counted by Python from the export | the same bytes |")


def recount(exported):
    """The bill as another program counts it: for records that are all paid by display, at one price."""
    counts = {}
    for line in exported.splitlines():
        record = json.loads(line)
        displays, calls = counts.setdefault((record["company"], record["product"]), (set(), [0]))
        displays.add(record["display"])
        calls[0] += 1
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["month", "company", "product", "plan", "displays", "calls", "companyCalls", "unpaidCalls", "amount", "currency"])
    for (owner, product), (displays, calls) in sorted(counts.items()):
        writer.writerow(["2026-10", owner, product, "display", len(displays), calls[0], 0, 0, 500 * len(displays), "USD"])
    return text.getvalue().encode()
