#!/usr/bin/env python3
"""The bare check of signatures as a query: sql.py ENGINE FORMAT THREADS LOG KEY_FILE…

ENGINE is duckdb or chdb. It does less than `storeauth audit`: it compares the hash with the signature as strings, each
key in turn, and counts by key. No grammar, no expiry, no Java rendering, no reasons, hours, products or ids. Prints one
JSON object: seconds and CPU seconds of the query alone, and how many requests each key signed.
"""

import json
import resource
import sys
import time

engine, layout, threads, log, *key_files = sys.argv[1:]
keys = [open(file).read() for file in key_files]
log = log.replace("'", "''")


def url_field(name, text):
    return f"regexp_extract({text}, '[?&]{name}=([^& ]*)', 1)" if engine == "duckdb" else f"extract({text}, '[?&]{name}=([^& ]*)')"


def source():
    if layout == "combined":
        line = "column0" if engine == "duckdb" else "line"
        decode = "url_decode" if engine == "duckdb" else "decodeURLComponent"
        identity, company = url_field("id", line), url_field("cid", line)
        columns = (
            f"CASE WHEN {identity} = '' THEN {company} ELSE {identity} END AS id, {url_field('pc', line)} AS pc, "
            f"{decode}({url_field('expiry', line)}) AS expiry, {url_field('signature', line)} AS signature"
        )
        lines = (
            f"read_csv('{log}', header=false, delim='\\x01', quote='', escape='', columns={{'column0': 'VARCHAR'}})"
            if engine == "duckdb"
            else f"file('{log}', 'LineAsString')"
        )
        return f"(SELECT {columns} FROM {lines})"
    names = ["time", "id", "cid", "pc", "expiry", "signature"]
    if engine == "duckdb":
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
        lines = (
            f"read_csv('{log}', header=true, columns={{{columns}}}, ignore_errors=true)"
            if layout == "csv"
            else f"read_json('{log}', format='newline_delimited', columns={{{columns}}}, ignore_errors=true)"
        )
    else:
        columns = ", ".join(f"{name} Nullable(String)" for name in names)
        lines = f"file('{log}', '{'CSVWithNames' if layout == 'csv' else 'JSONEachRow'}', '{columns}')"
    return f"(SELECT coalesce(nullif(id, ''), cid) AS id, pc, expiry, signature FROM {lines})"


def query():
    hashed = "sha1({})" if engine == "duckdb" else "lower(hex(SHA1({})))"
    matches = (
        f"WHEN {hashed.format(f'''concat(id, '#', pc, '#', '{key}', '#', expiry)''')} = signature THEN {number}"
        for number, key in enumerate(keys)
    )
    return f"SELECT CASE {' '.join(matches)} ELSE -1 END AS key_number, count(*) FROM {source()} GROUP BY 1 ORDER BY 1"


if engine == "duckdb":
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    run = lambda: connection.execute(query()).fetchall()
else:
    import chdb

    settings = f" SETTINGS max_threads={threads}, input_format_allow_errors_ratio=0.1, input_format_csv_trim_whitespaces=0"
    run = lambda: [json.loads(line) for line in str(chdb.query(query() + settings, "JSONCompactEachRow")).splitlines()]

before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
rows = run()
seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({"seconds": seconds, "cpu": cpu, "keys": {int(key): int(count) for key, count in rows if int(key) >= 0}}))
