"""Audits access logs on a cluster:

    spark-submit audit_by_spark.py LOGS KEY_FILE…

LOGS is whatever Spark reads as text, such as `s3a://logs/2026/*.log.gz`. The key files, the current key's first, are read
where the work is done: each worker has them.
"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

REQUEST = r'^\S+ \S+ \S+ \[([^\]]+)\] "\S+ (\S+) [^"]*"'
FIELDS = r"[?&](id|cid|pc|expiry|expiry_time|signature)="
SUMS = "code string, field string, key int, lines long"


def verifying(key_files):
    """What a worker does with its batches: few sums for each."""

    def sums(batches):
        import pyarrow
        from store_auth import Verifier

        words = pyarrow.string()
        schema = pyarrow.schema({"code": words, "field": words, "key": pyarrow.int32(), "lines": pyarrow.int64()})
        verifier = Verifier(key_files=key_files)
        for batch in batches:
            verdicts = pyarrow.table(verifier.verify_batch(batch, at="time"))
            counted = verdicts.group_by(["code", "field", "key"]).aggregate([([], "count_all")])
            yield from counted.rename_columns(schema.names).cast(schema).to_batches()

    return sums


def main(logs, *key_files):
    spark = SparkSession.builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    line = F.col("value")
    lines = spark.read.text(logs).select(
        line.rlike(REQUEST).alias("is_request"),
        F.try_to_timestamp(F.regexp_extract(line, REQUEST, 1), F.lit("dd/MMM/yyyy:HH:mm:ss Z")).alias("time"),
        F.regexp_extract(line, REQUEST, 2).alias("url"),
    )
    has_fields = F.col("url").rlike(FIELDS)
    verified = lines.where(has_fields).select("time", "url").mapInArrow(verifying(key_files), SUMS)
    others = lines.where(~has_fields).select(
        F.when(F.col("is_request"), "no-authorization").otherwise("garbage").alias("code"),
        F.lit(None).cast("string").alias("field"),
        F.lit(None).cast("int").alias("key"),
        F.lit(1).cast("long").alias("lines"),
    )
    sums = verified.union(others).groupBy("code", "field", "key").agg(F.sum("lines").alias("lines"))
    print("code,field,key,lines")
    for row in sums.orderBy("code", "field", "key").collect():
        print(*("" if value is None else value for value in row), sep=",")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
