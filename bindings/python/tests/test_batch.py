"""Batches over Arrow: which data is taken, how, and what comes of it."""

import struct
import subprocess
import sys
import textwrap
import threading
from datetime import datetime, timedelta, timezone

import duckdb
import pandas
import polars
import pyarrow
import pytest
from conftest import KEY, OTHER_KEY, signed
from store_auth import Verifier

VERIFIER = Verifier(keys=KEY)
ROWS = [signed(id=f"D{number}", key=KEY if number % 3 else OTHER_KEY) for number in range(2000)]
ROWS[7]["expiry"] = None
ROWS[8]["signature"] = ""
ROWS[9]["id"] = "a#b"
TABLE = pyarrow.Table.from_pylist(ROWS)
REQUESTS = TABLE  # Of which DuckDB finds the name: the other is a word of SQL.
CODES = [VERIFIER.check(**row).code for row in ROWS]
FIELDS = [VERIFIER.check(**row).field for row in ROWS]


def found(data, **more):
    return pyarrow.table(VERIFIER.verify_batch(data, **more))


def cast(kind):
    return TABLE.cast(pyarrow.schema([(name, kind) for name in TABLE.column_names]))


class Array:
    """A record batch or an array as one array, and no stream."""

    def __init__(self, batch):
        self.batch = batch

    def __arrow_c_array__(self, requested_schema=None):
        return self.batch.__arrow_c_array__(requested_schema)


@pytest.mark.parametrize(
    "data",
    [
        TABLE,
        TABLE.combine_chunks().to_batches()[0],
        Array(TABLE.combine_chunks().to_batches()[0]),
        pyarrow.RecordBatchReader.from_batches(TABLE.schema, TABLE.to_batches(max_chunksize=7)),
        pyarrow.concat_tables([TABLE.slice(0, 11), TABLE.slice(11, 989), TABLE.slice(1000)]),
        cast(pyarrow.large_string()),
        cast(pyarrow.string_view()),
        cast(pyarrow.binary()),
        cast(pyarrow.large_binary()),
        cast(pyarrow.binary_view()),
        pyarrow.table({name: TABLE[name].dictionary_encode() for name in TABLE.column_names}),
        polars.from_arrow(TABLE),
        polars.from_arrow(TABLE).with_columns(polars.col("pc").cast(polars.Categorical)),
        TABLE.to_pandas(),
        TABLE.to_pandas().astype({"pc": "category"}),
        duckdb.sql("FROM REQUESTS"),
        TABLE.append_column("more", pyarrow.array(range(2000))),
    ],
    ids=lambda data: type(data).__module__.partition(".")[0],
)
def test_the_verdicts_are_those_of_each_row_alone(data):
    verdicts = found(data)
    assert verdicts["code"].to_pylist() == CODES
    assert verdicts["field"].to_pylist() == FIELDS


def test_the_verdicts_are_columns_for_each_library():
    verdicts = VERIFIER.verify_batch(TABLE)
    assert len(verdicts) == 2000
    codes = ["authorized", "malformed", "expired", "signature-mismatch", "product-not-allowed", "lifetime-too-long"]
    assert verdicts.counts() == {code: CODES.count(code) for code in codes}
    schema = pyarrow.table(verdicts).schema
    assert schema.names == ["code", "field", "key", "expires_at"]
    assert schema.field("expires_at").type == pyarrow.timestamp("ms", tz="UTC")
    assert polars.DataFrame(verdicts)["code"].cast(polars.String).to_list() == CODES
    assert pandas.DataFrame.from_arrow(verdicts)["code"].tolist() == CODES
    assert duckdb.sql("SELECT count(*) FROM verdicts WHERE code = 'authorized'").fetchall() == [(CODES.count("authorized"),)]


def test_the_columns_of_an_authorized_row_are_those_of_its_authorization():
    verdicts = found(TABLE)
    for row in (1, 2, 1999):
        authorization = VERIFIER.verify(**ROWS[row])
        assert verdicts["key"][row].as_py() == authorization.key
        assert verdicts["expires_at"][row].as_py() == authorization.expires_at
    assert (verdicts["key"][0].as_py(), verdicts["expires_at"][0].as_py()) == (None, None)


def test_urls_are_taken_too():
    urls = [f"/feed?id={row['id']}&pc={row['pc']}&expiry={row['expiry']}&signature={row['signature']}" for row in ROWS[10:]]
    assert found(pyarrow.table({"url": [*urls, None]}))["code"].to_pylist() == [*CODES[10:], "malformed"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_each_row_may_have_its_time(unit):
    now = datetime.now(timezone.utc)
    times = [now - timedelta(days=1), now + timedelta(days=2)]
    data = pyarrow.Table.from_pylist([ROWS[1]] * 2).append_column("logged", pyarrow.array(times, pyarrow.timestamp(unit, "Asia/Tokyo")))
    assert found(data, at="logged")["code"].to_pylist() == ["authorized", "expired"]


def test_a_time_for_all_is_taken():
    assert set(found(TABLE.slice(10), now=datetime(2999, 1, 1, tzinfo=timezone.utc))["code"].to_pylist()) == {"expired"}


def test_no_rows_have_no_verdicts():
    for data in (TABLE.slice(0, 0), pyarrow.Table.from_batches([], TABLE.schema)):
        assert found(data).num_rows == 0
    empty = pyarrow.table({name: TABLE[name].slice(0, 0).dictionary_encode() for name in TABLE.column_names})
    assert found(empty).num_rows == 0


@pytest.mark.parametrize(
    ("data", "more", "error", "message"),
    [
        (None, {}, TypeError, "data: expected Arrow data, with `__arrow_c_stream__` or `__arrow_c_array__`, found NoneType"),
        ([ROWS[1]], {}, TypeError, "data: expected Arrow data"),
        (TABLE.drop_columns("pc"), {}, ValueError, "column pc: expected the columns id, pc, expiry and signature, or url, found none"),
        (pyarrow.table({"other": [1]}), {}, ValueError, "column id: expected the columns"),
        (TABLE.set_column(0, "id", pyarrow.array(range(2000))), {}, ValueError, "column id: expected texts, found Int64"),
        (TABLE.append_column("id", TABLE["id"]), {}, ValueError, "column id: expected one, found 2"),
        (TABLE, {"at": "logged"}, ValueError, "column logged: "),
        (TABLE, {"at": "id"}, ValueError, "column id: expected timestamps with a time zone, found Utf8"),
        (
            TABLE.append_column("logged", pyarrow.array([datetime.now()] * 2000)),
            {"at": "logged"}, ValueError, "column logged: expected timestamps with a time zone",
        ),
        (
            TABLE.append_column("logged", pyarrow.nulls(2000, pyarrow.timestamp("ms", "UTC"))),
            {"at": "logged"}, ValueError, "column logged: expected an instant in row 0",
        ),
        (TABLE, {"at": "x", "now": "2016-04-27T00:00:00Z"}, ValueError, "expected `now` or `at`, found both"),
        (Array(pyarrow.array([1, 2])), {}, ValueError, "C Data interface error: expected rows with columns, found an array of Int64"),
    ],
)
def test_other_data_is_refused_by_name(data, more, error, message):
    with pytest.raises(error) as raised:
        VERIFIER.verify_batch(data, **more)
    assert str(raised.value).startswith(message)


def test_a_row_that_is_null_is_refused_whatever_lies_under_it():
    columns = [TABLE[name].slice(1, 2).combine_chunks() for name in TABLE.column_names]
    there = pyarrow.StructArray.from_arrays(columns, TABLE.column_names)
    null = pyarrow.StructArray.from_arrays(columns, TABLE.column_names, mask=pyarrow.array([False, True]))
    for data in (Array, lambda array: pyarrow.chunked_array([there, array])):
        assert found(data(there))["code"].to_pylist()[:2] == CODES[1:3]
        with pytest.raises(ValueError, match="row 1: expected columns, found a null"):
            VERIFIER.verify_batch(data(null))


@pytest.mark.parametrize("kind", [pyarrow.string(), pyarrow.large_string()])
def test_texts_that_lie_outside_of_their_column_are_missing(kind):
    width = "<i" if kind == pyarrow.string() else "<q"
    offsets = b"".join(struct.pack(width, offset) for offset in (0, 12, 5_000, 24, -1, 24))
    buffers = [None, pyarrow.py_buffer(offsets), pyarrow.py_buffer(b"a" * 24)]
    ids = pyarrow.Array.from_buffers(kind, 5, buffers)
    table = TABLE.slice(10, 5).set_column(0, "id", ids)
    assert found(table)["field"].to_pylist()[1:] == ["id"] * 4


def test_views_that_lie_outside_of_their_column_are_missing():
    views = b"".join(struct.pack("<I4sII", *view) for view in [(40, b"aaaa", 0, 0), (40, b"aaaa", 0, 5), (40, b"aaaa", 9, 0)])
    buffers = [None, pyarrow.py_buffer(views), pyarrow.py_buffer(b"a" * 40)]
    ids = pyarrow.Array.from_buffers(pyarrow.string_view(), 3, buffers)
    assert found(TABLE.slice(10, 3).set_column(0, "id", ids))["field"].to_pylist() == [None, "id", "id"]


def test_data_that_was_taken_before_is_refused():
    class Taken:
        capsule = TABLE.__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema=None):
            return self.capsule

    assert len(VERIFIER.verify_batch(Taken())) == 2000
    with pytest.raises(ValueError, match="already released"):
        VERIFIER.verify_batch(Taken())


def test_an_error_of_whoever_gives_the_data_is_passed_on():
    def batches():
        yield TABLE.to_batches()[0]
        raise RuntimeError("the disk is gone")

    with pytest.raises(ValueError, match="the disk is gone"):
        VERIFIER.verify_batch(pyarrow.RecordBatchReader.from_batches(TABLE.schema, batches()))


def test_the_columns_are_not_copied():
    # In a process of its own, whose peak is this batch's.
    program = """
        import pyarrow, re
        from store_auth import Verifier
        def memory(line):
            return int(re.search(line + r":\\s+(\\d+) kB", open("/proc/self/status").read())[1]) * 1024
        verifier = Verifier(keys="e4232e0620f9290025cb3783768c9c8c4686078c")
        texts = {"id": "a" * 12, "pc": "b" * 40, "expiry": "2016-04-26T08:17:59.059+0000", "signature": "c" * 40}
        table = pyarrow.table({name: [text] * 1_000_000 for name, text in texts.items()})
        verifier.verify_batch(table.slice(0, 1))
        open("/proc/self/clear_refs", "w").write("5")
        before = memory("VmRSS")
        verdicts = verifier.verify_batch(table)
        print(len(verdicts), memory("VmHWM") - before < table.nbytes / 3)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=120)
    assert done.stdout == "1000000 True\n", done.stderr


def test_other_threads_run_meanwhile():
    class Made:
        """What needs no Python any more."""

        capsule = pyarrow.concat_tables([TABLE] * 500).combine_chunks().__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema=None):
            return self.capsule

    data, inside = Made(), []

    def verify():
        inside.append(True)
        VERIFIER.verify_batch(data)
        inside.append(False)

    before = sys.getswitchinterval()
    # No thread is interrupted: this one goes on where the other lets it.
    sys.setswitchinterval(1000)
    try:
        thread = threading.Thread(target=verify)
        thread.start()
        seen = list(inside)
        thread.join()
    finally:
        sys.setswitchinterval(before)
    assert seen == [True]
