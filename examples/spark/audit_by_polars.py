"""Audits access logs by Polars: python audit_by_polars.py LOGS KEY_FILE…"""

import sys

import polars as pl
from store_auth import Verifier

REQUEST = r'^\S+ \S+ \S+ \[(?<time>[^\]]+)\] "\S+ (?<url>\S+) [^"]*"'
FIELDS = r"[?&](id|cid|pc|expiry|expiry_time|signature)="


def main(logs, *key_files):
    requests = (
        pl.read_lines(logs, name="line")
        .select(pl.col("line").str.extract_groups(REQUEST))
        .unnest("line")
        .with_columns(
            pl.col("time").str.to_datetime("%d/%b/%Y:%H:%M:%S %z", time_zone="UTC", strict=False),
            has_fields=pl.col("url").str.contains(FIELDS).fill_null(False),
        )
    )
    verified = Verifier(key_files=key_files).verify_batch(requests.filter("has_fields"), at="time")
    verdicts = pl.DataFrame(verified).select(pl.col("code", "field").cast(pl.String), "key")
    others = requests.filter(~pl.col("has_fields")).select(
        code=pl.when(pl.col("url").is_null()).then(pl.lit("garbage")).otherwise(pl.lit("no-authorization"))
    )
    sums = pl.concat([verdicts, others], how="diagonal").group_by("code", "field", "key").agg(lines=pl.len())
    print(sums.sort("code", "field", "key").write_csv(), end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
