#!/usr/bin/env python3
"""The script that somebody would write instead of `storeauth audit`: audit.py KEY_FILE <requests.ndjson

Standard library alone. It does less: one key, NDJSON with times as `storeauth generate` writes them, and no more of
the scheme than the hash, the expiry and the rough form of each field.
"""

import collections
import datetime
import hashlib
import hmac
import json
import re
import sys

FORM = {
    "id": re.compile(r"[!-\"$-~]{1,64}"),
    "pc": re.compile(r"[!-\"$-~]{1,50}"),
    "expiry": re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:(\d\d)\.)(\d{3})(Z|\+0000)"),
    "signature": re.compile(r"[0-9a-f]{40}"),
}


def verdict(request, key):
    fields = [request.get("id", request.get("cid")), request.get("pc"), request.get("expiry"), request.get("signature")]
    for (name, form), value in zip(FORM.items(), fields):
        if not isinstance(value, str) or not form.fullmatch(value):
            return f"malformed {name}"
    id, pc, expiry, signature = fields
    start, second, fraction, zone = FORM["expiry"].fullmatch(expiry).groups()
    if zone == "+0000" and int(fraction) == int(second):
        fraction = "000"
    try:
        expires_at = datetime.datetime.fromisoformat(f"{start}{fraction}+00:00")
    except ValueError:
        return "malformed expiry"
    if expires_at < datetime.datetime.fromisoformat(request["time"]):
        return "expired"
    for text in (expiry, f"{start}0{second}+0000"):
        if hmac.compare_digest(hashlib.sha1(f"{id}#{pc}#{key}#{text}".encode()).hexdigest(), signature):
            return "authorized"
    return "signature-mismatch"


def main():
    with open(sys.argv[1]) as file:
        key = file.read()
    verdicts, products, denied, hours = (collections.Counter() for _ in range(4))
    for line in sys.stdin.buffer:
        try:
            request = json.loads(line)
        except ValueError:
            verdicts["garbage"] += 1
            continue
        result = verdict(request, key)
        verdicts[result] += 1
        products[request.get("pc")] += 1
        hours[request["time"][:13]] += 1
        if result != "authorized":
            denied[request.get("id", request.get("cid"))] += 1
    print(json.dumps({"verdicts": verdicts, "products": products.most_common(20), "deniedIds": denied.most_common(20),
                      "hours": hours}))


main()
