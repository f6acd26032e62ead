"""How long the pages of the console take, with many companies and much usage."""

import datetime
import http.client
import re
import statistics
import time
import urllib.parse

from .catalogue import PRODUCT, catalogue, company
from .store import Store
from .usage import fill

COMPANIES = 100_000
ASKED = 50


class Browser:
    """One that is signed in."""

    def __init__(self, store):
        self.host = f"127.0.0.1:{store.admin}"
        token = (store.data / "admin.token").read_text().strip()
        answer, _ = self.ask("POST", "/console/sign-in", {"token": token}, {})
        self.cookie = {"Cookie": answer.getheader("Set-Cookie").split(";")[0]}

    def ask(self, method, path, form, cookie):
        connection = http.client.HTTPConnection(self.host)
        headers = {"Origin": f"http://{self.host}", "Content-Type": "application/x-www-form-urlencoded", **cookie}
        connection.request(method, path, urllib.parse.urlencode(form), headers)
        answer = connection.getresponse()
        return answer, answer.read().decode()

    def get(self, path):
        answer, page = self.ask("GET", path, {}, self.cookie)
        if answer.status != 200:
            raise SystemExit(f"{path}: expected 200, found {answer.status}: {page}")
        return page

    def counted(self, path):
        """Looks until what is shown was counted; gives how long that took."""
        start = time.monotonic()
        while "being counted" in self.get(path):
            time.sleep(0.1)
        return time.monotonic() - start

    def times(self, path):
        """How long it takes, in milliseconds, when it is asked for again and again."""
        times = []
        for _ in range(ASKED):
            start = time.perf_counter()
            self.get(path)
            times.append((time.perf_counter() - start) * 1000)
        return sorted(times)


def measure(folder, options):
    companies = min(COMPANIES, options.records)
    store = Store(folder)
    store.import_(catalogue(companies, companies))
    store.stop()
    this = datetime.datetime.now(datetime.timezone.utc).replace(day=1)
    last = this - datetime.timedelta(days=1)
    month, closed = f"{this:%Y-%m}", f"{last:%Y-%m}"
    fill(store, closed, options.records // 10, companies, companies)
    fill(store, month, options.records, companies, companies)
    store.start()
    store.run("close", "--month", closed)
    browser = Browser(store)
    try:
        seconds = browser.counted("/console")
        print(f"\n{companies:,} companies, {options.records:,} records of the running month, counted in {seconds:.1f} s after signing in\n")
        browser.counted(f"/console/bills/{month}")
        browser.counted(f"/console/bills/{closed}")
        one = company(companies // 2)
        if not re.search(rf"{PRODUCT}|Weather", browser.get(f"/console/bills/{month}")):
            raise SystemExit("the bill has no line")
        print("| page | p50, ms | longest, ms |")
        print("|---|--:|--:|")
        for name, path in [
            ("overview", "/console"),
            ("companies", "/console/companies"),
            ("a search that finds one", f"/console/companies?search={one[:8]}"),
            ("a search that finds none", "/console/companies?search=zzzz"),
            ("a company", f"/console/companies/{one}"),
            ("subscriptions", "/console/subscriptions"),
            ("those of a product", f"/console/subscriptions?product={PRODUCT}"),
            ("a subscription", f"/console/subscriptions/{one}/{PRODUCT}"),
            ("months", "/console/bills"),
            ("the bill of the running month", f"/console/bills/{month}"),
            ("its last page", f"/console/bills/{month}?from={companies - 50}"),
            ("the bill of a closed month", f"/console/bills/{closed}"),
            ("a statement", f"/console/bills/{month}/companies/{one}"),
            ("why", f"/console/why?id=DISPLAY1&pc={PRODUCT}"),
            ("the audit log", "/console/audit"),
        ]:
            times = browser.times(path)
            print(f"| {name} | {statistics.median(times):.1f} | {times[-1]:.1f} |", flush=True)
    finally:
        store.stop()
