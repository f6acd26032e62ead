"""Audits access logs by DuckDB: python audit_by_duckdb.py LOGS KEY_FILE…"""

import sys

import duckdb
from store_auth import Verifier

REQUEST = r"^\S+ \S+ \S+ \[([^\]]+)\] \"\S+ (\S+) [^\"]*\""
FIELDS = r"[?&](id|cid|pc|expiry|expiry_time|signature)="


def main(logs, *key_files):
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    database.execute(
        """
        CREATE TABLE line AS
        SELECT request.url AS url, regexp_matches(request.url, $fields) AS has_fields,
               try_strptime(request.time, '%d/%b/%Y:%H:%M:%S %z')::TIMESTAMPTZ AS time
        FROM (SELECT regexp_extract(line, $request, ['time', 'url']) AS request
              FROM read_csv($logs, columns = {'line': 'VARCHAR'}, header = false, auto_detect = false,
                            delim = '\\x01', quote = '', escape = '', strict_mode = false))
        """,
        {"logs": logs, "request": REQUEST, "fields": FIELDS},
    )
    requests = database.sql("SELECT time, url FROM line WHERE has_fields")
    verdicts = Verifier(key_files=key_files).verify_batch(requests, at="time")
    database.register("verdicts", verdicts)
    sums = database.execute(
        """
        SELECT code, field, key, count(*) FROM (
            SELECT code::VARCHAR AS code, field::VARCHAR AS field, key FROM verdicts
            UNION ALL
            SELECT CASE url WHEN '' THEN 'garbage' ELSE 'no-authorization' END, NULL, NULL FROM line WHERE NOT has_fields
        ) GROUP BY ALL ORDER BY ALL NULLS FIRST
        """
    )
    print("code,field,key,lines")
    for row in sums.fetchall():
        print(*("" if value is None else value for value in row), sep=",")


if __name__ == "__main__":
    main(*sys.argv[1:])
