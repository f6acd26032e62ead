"""How long calls take that come at a steady rate, whatever is done besides."""

import json
import subprocess
import threading

from .catalogue import COMPANIES, DISPLAYS, PATH, catalogue, company
from .processes import BIN
from .store import Store
from .usage import fill


def open_loop(store, seconds):
    said = subprocess.run([BIN / "open-loop", f"127.0.0.1:{store.port}", PATH, "1000", str(seconds)],
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(said)


def measure(folder, options):
    store = Store(folder)
    store.import_(catalogue())
    wide = {"companies": [{"id": company(number), "name": f"Company {number}"} for number in range(COMPANIES, 1000)],
            "products": [{"code": f"{number:040x}", "name": f"Product {number}", "trialDays": 0, "free": False,
                          "prices": [{"plan": plan, "amount": 100, "currency": "USD"} for plan in ["display", "company"]]}
                         for number in range(100)]}
    store.import_(wide)
    store.stop()
    fill(store, "2026-10", 1_000_000, DISPLAYS, COMPANIES)
    store.start()
    files = []
    for plan in ["display", "company"]:
        files.append(folder / f"{plan}.json")
        files[-1].write_text(json.dumps({"subscriptions": [
            {"company": company(number), "product": f"{product:040x}", "status": "Subscribed", "plan": plan}
            for number in range(1000) for product in range(100)]}))
    seconds = options.seconds * 4

    def beside(work):
        """Does something again and again while calls are made; gives their times and how often it was done."""
        done, times = [], {}
        thread = threading.Thread(target=lambda: times.update(open_loop(store, seconds)))
        thread.start()
        while thread.is_alive():
            work(len(done))
            done.append(0)
        thread.join()
        return times, len(done)

    def backup(number):
        store.run("backup", "--output", folder / f"backup{number}.db")
        (folder / f"backup{number}.db").unlink()

    try:
        print(f"\n| 1,000 calls a second for {seconds} s | p50, ms | p99, ms | p99.9, ms | longest, ms | refused |")
        print("|---|--:|--:|--:|--:|--:|")
        for name, measure in [
            ("nothing besides", lambda: (open_loop(store, seconds), 0)),
            ("a backup of a million records, again and again", lambda: beside(backup)),
            ("100,000 subscriptions imported, again and again", lambda: beside(lambda n: store.run("import", files[n % 2]))),
        ]:
            times, count = measure()
            if "p99" not in times:
                raise SystemExit("the calls were not all answered")
            name += f" ({count} times)" if count else ""
            print(f"| {name} | {times['p50']:.2f} | {times['p99']:.2f} | {times['p999']:.2f} | {times['max']:.2f} | {times['others']} |", flush=True)
    finally:
        store.stop()
