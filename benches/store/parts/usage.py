"""Records of usage that a database is filled with."""

import os
import sqlite3

from .catalogue import COMPANIES

START, MONTH = 1790812800000, 31 * 24 * 3600 * 1000
"""The first instant of the month 2026-10, and its length, in milliseconds."""


def fill(store, records, displays):
    """Writes records of the month into the file of a Store that does not run."""
    database = sqlite3.connect(store.data / "store.db")
    database.execute("PRAGMA cache_size = -200000")
    database.execute(
        f"""WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < {records} - 1)
        INSERT INTO usage (at, number, company, display, product, paid, until)
        SELECT {START} + n * {MONTH} / {records}, n, 1 + n % {displays} % {COMPANIES}, 1 + n % {displays}, 1, 2, {START} + n
        FROM counted""")
    database.commit()
    database.close()
    # What is left to be written to the disk is not to be counted as the Store's.
    os.sync()


def fill_postgres(cluster, name, records, displays):
    """The same in a database of a cluster."""
    cluster.sql(
        f"""INSERT INTO usage (at, until, company, product, display, paid)
        SELECT {START} + n * {MONTH} / {records}, {START} + n, 1 + n % {displays} % {COMPANIES}, 1, 1 + n % {displays}, 2
        FROM generate_series(0, {records} - 1) AS n""", name)
    cluster.sql("CHECKPOINT", name)
    os.sync()
