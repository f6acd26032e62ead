"""What a type checker has to make of the package: checked by mypy, not run."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, assert_type

import pyarrow  # type: ignore[import-untyped]
from store_auth import Authorization, Denied, Verdict, Verdicts, Verifier

verifier = Verifier(keys=["a", ("b", "2016-04-27T00:00:00Z")], leeway=timedelta(seconds=5), products=["c"])
Verifier(key_files=[Path("a"), ("b", datetime.max)], max_lifetime=timedelta(days=1), expiry_encoding="as-received")
assert_type(verifier.verify("/feed"), Authorization)
assert_type(verifier.verify(id="a", pc="b", expiry=None, signature=b"d"), Authorization)
assert_type(verifier.check(b"/feed", now="2016-04-27T00:00:00Z"), Verdict)
assert_type(verifier.check("/feed").authorization, Authorization | None)
assert_type(verifier.verify("/feed").expires_at, datetime)
assert_type(verifier.verify_batch(pyarrow.table({}), at="logged"), Verdicts)
assert_type(verifier.explain("/feed"), dict[str, Any])
try:
    verifier.verify("/feed")
except Denied as denied:
    assert_type(denied.field, str | None)

# Each of these is an error: mypy complains of an `ignore` that ignores nothing.
Verifier(leeway=5)  # type: ignore[arg-type]
Verifier(expiry_encoding="both")  # type: ignore[arg-type]
verifier.verify()  # type: ignore[call-overload]
verifier.verify("/feed", id="a")  # type: ignore[call-overload]
verifier.verify_batch([1])  # type: ignore[arg-type]
verifier.explain(None)  # type: ignore[arg-type]
verifier.verify("/feed").id = "b"  # type: ignore[misc]
