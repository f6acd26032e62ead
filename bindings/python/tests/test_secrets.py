"""No key is in anything that the package says, and no signature in what it says of a denial."""

import copy
import json
import pickle
import traceback

import pytest
from conftest import KEY, OTHER_KEY, query, signed
from store_auth import Denied, Verifier

FLAWED = [KEY + "\n", " " + KEY, KEY[:20] + " " + KEY[20:], KEY + "é", KEY * 4, KEY + "\0"]


def said_of(thing):
    """Whatever can be had of an object."""
    yield from (repr(thing), str(thing), f"{thing}")
    for name in dir(thing):
        if name not in ("__class__", "__doc__"):
            yield repr(getattr(thing, name))


def test_no_key_is_in_anything_that_can_be_had_of_a_verifier():
    verifier = Verifier(keys=[KEY])
    assert not [text for text in said_of(verifier) if KEY in text]
    assert repr(verifier) == "<Verifier with 1 key>"


@pytest.mark.parametrize("give_away", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_verifier_cannot_be_given_away(give_away):
    with pytest.raises(TypeError, match="cannot pickle"):
        give_away(Verifier(keys=KEY))


@pytest.mark.parametrize("key", FLAWED)
def test_no_key_is_in_what_refuses_it(key, tmp_path):
    file = tmp_path / "server.key"
    file.write_bytes(key.encode())
    file.chmod(0o600)
    for settings in ({"keys": key}, {"keys": [(key, "2016-04-27T00:00:00Z")]}, {"key_files": file}):
        with pytest.raises(ValueError) as raised:
            Verifier(**settings)
        # Without lines of the source.
        said = "".join(traceback.format_exception_only(raised.value)) + repr(raised.value)
        assert KEY not in said and KEY[:20] not in said


def test_no_key_is_in_an_error_of_its_type_or_of_a_file_named_so():
    for settings in ({"keys": [[KEY]]}, {"keys": [{KEY: 1}]}, {"key_files": KEY}, {"key_files": [[KEY]]}):
        with pytest.raises((TypeError, OSError)) as raised:
            Verifier(**settings)
        assert KEY not in str(raised.value)


def test_no_key_is_in_an_explanation():
    fields = signed()
    verifier = Verifier(keys=KEY)
    for text in (query(), query(key=KEY + "\n"), query() + KEY, json.dumps(fields | {"key": KEY}), f"id={KEY}&pc={KEY}"):
        explanation = json.dumps(verifier.explain(text))
        assert fields["signature"] not in explanation or "authorized" in explanation
        if KEY not in text:
            assert KEY not in explanation


def test_no_signature_is_in_a_denial():
    for given in ({"key": OTHER_KEY}, {"pc": "music"}):
        fields = signed(**given)
        verdict = Verifier(keys=KEY, products="weather").check(**fields)
        assert not verdict
        assert not [text for text in said_of(verdict) if fields["signature"] in text]
        with pytest.raises(Denied) as raised:
            Verifier(keys=KEY, products="weather").verify(**fields)
        assert not [text for text in said_of(raised.value) if fields["signature"] in text and text != str(raised.traceback)]


def test_a_denial_comes_through_a_pickle_as_it_went():
    with pytest.raises(Denied) as raised:
        Verifier(keys=KEY).verify("/feed?id=A1")
    back = pickle.loads(pickle.dumps(raised.value))
    assert type(back) is type(raised.value)
    assert (str(back), back.__dict__) == (str(raised.value), raised.value.__dict__)


def test_a_denial_that_a_pool_raises_is_raised():
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool, pytest.raises(Denied):
        pool.submit(Verifier(keys=KEY).verify, "/feed").result()
