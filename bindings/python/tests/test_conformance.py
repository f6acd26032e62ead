"""The vectors: verdicts, exceptions, and batches."""

import pyarrow
import pytest
from store_auth import Denied

import vectors


@pytest.mark.parametrize(("name", "number"), [("conformance.json", 930), ("additional.json", 3000)])
def test_every_verdict_is_that_of_the_vectors(name, number):
    tests = 0
    for test, question in vectors.tests_of(name):
        found = vectors.answer(question)
        assert found == {member: test[member] for member in found}, test["comment"]
        tests += 1
    assert tests == number


def test_verify_raises_exactly_what_check_says():
    denials = 0
    for test, question in vectors.tests_of("additional.json"):
        verifier, fields = vectors.verifier(question), vectors.fields(question)
        verdict = verifier.check(**fields, now=question["now"])
        try:
            authorization = verifier.verify(**fields, now=question["now"])
        except Denied as denied:
            denials += 1
            assert not verdict
            assert type(denied).__name__.lower() == verdict.code.replace("-", "")
            for name in ("message", "code", "field", "status", "challenge", "problem_json"):
                assert getattr(denied, name) == getattr(verdict, name)
            assert str(denied) == verdict.message
        else:
            assert authorization == verdict.authorization
            assert (authorization.id, authorization.product) == (test["id"], test["pc"])
    assert denials > 1000


def test_a_batch_has_the_verdicts_of_each_request_alone():
    groups = {}
    for name in ("conformance.json", "additional.json"):
        for _, question in vectors.tests_of(name):
            key = id(vectors.verifier(question)), question["now"]
            # A lone surrogate has no UTF-8, so no column of texts can hold it.
            if not any("\ud800" <= letter <= "\udfff" for field in vectors.fields(question).values() for letter in field):
                groups.setdefault(key, []).append(question)
    rows = 0
    for questions in groups.values():
        verifier, now = vectors.verifier(questions[0]), questions[0]["now"]
        expected = [verifier.check(**vectors.fields(question), now=now) for question in questions]
        found = pyarrow.table(
            verifier.verify_batch(pyarrow.Table.from_pylist([vectors.fields(question) for question in questions]), now=now)
        )
        assert found["code"].to_pylist() == [verdict.code for verdict in expected]
        assert found["field"].to_pylist() == [verdict.field for verdict in expected]
        authorizations = [verdict.authorization for verdict in expected]
        assert found["key"].to_pylist() == [one and one.key for one in authorizations]
        expiries = found["expires_at"].cast(pyarrow.int64()).to_pylist()
        assert expiries == [one and one.expires_at_ms for one in authorizations]
        rows += len(questions)
    assert rows > 3900
