"""Records of usage that a database is filled with."""

import datetime
import os
import sqlite3


def instants(month):
    """The first millisecond of a month, and how many it has."""
    first = datetime.datetime.strptime(month, "%Y-%m").replace(tzinfo=datetime.timezone.utc)
    following = (first + datetime.timedelta(days=31)).replace(day=1)
    start, end = (int(day.timestamp()) * 1000 for day in [first, following])
    return start, end - start


def fill(store, month, records, displays, companies):
    """Writes records of a month into the file of a Store that does not run."""
    start, length = instants(month)
    database = sqlite3.connect(store.data / "store.db")
    database.execute("PRAGMA cache_size = -200000")
    database.execute(
        f"""WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < {records} - 1)
        INSERT INTO usage (at, number, company, display, product, paid, until)
        SELECT {start} + n * {length} / {records}, n, 1 + n % {displays} % {companies}, 1 + n % {displays}, 1, 2,
            {start} + n * {length} / {records} + 86400000
        FROM counted""")
    database.commit()
    database.close()
    # What is left to be written to the disk is not to be counted as the Store's.
    os.sync()


def fill_postgres(cluster, month, records, displays, companies):
    """The same in the database of a cluster, in a partition as the Store makes them."""
    start, length = instants(month)
    cluster.sql(f"CREATE TABLE usage_{month.replace('-', '_')} PARTITION OF usage FOR VALUES FROM ({start}) TO ({start + length})")
    cluster.sql(
        f"""INSERT INTO usage (at, until, company, product, display, paid)
        SELECT {start} + n * {length} / {records}, {start} + n * {length} / {records} + 86400000,
            1 + n % {displays} % {companies}, 1, 1 + n % {displays}, 2
        FROM generate_series(0, {records} - 1::bigint) AS n""")
    cluster.sql("CHECKPOINT")
    os.sync()
