"""What a verifier takes, gives and refuses."""

import os
import threading
from datetime import datetime, timedelta, timezone

import pytest
from conftest import ID, KEY, OTHER_KEY, PRODUCT, query, signed
from store_auth import Denied, Expired, LifetimeTooLong, Malformed, ProductNotAllowed, SignatureMismatch, Verifier

URL = (
    f"https://data.example/feed?id={ID}&pc={PRODUCT}&expiry=2016-04-26T08:17:59.059+0000"
    "&signature=16be1703017fd1001fe63465e50523982f10b0ca"
)
NOW = datetime(2016, 4, 26, 8, tzinfo=timezone.utc)
FIELDS = {"id": ID, "pc": PRODUCT, "expiry": "2016-04-26T08:17:59.059+0000", "signature": "16be1703017fd1001fe63465e50523982f10b0ca"}


def test_an_authorization_says_whom_for_what_and_until_when():
    authorization = Verifier(keys=KEY).verify(URL, now=NOW)
    assert (authorization.id, authorization.product, authorization.key) == (ID, PRODUCT, 0)
    assert authorization.expires_at == datetime(2016, 4, 26, 8, 17, 59, tzinfo=timezone.utc)
    assert authorization.expires_at.utcoffset() == timedelta(0)
    assert authorization.expires_at_ms == 1_461_658_679_000


def test_an_authorization_cannot_be_changed_or_made():
    authorization = Verifier(keys=KEY).verify(URL, now=NOW)
    with pytest.raises(AttributeError):
        authorization.id = "somebody else"
    with pytest.raises(AttributeError):
        authorization.more = 1
    with pytest.raises(TypeError):
        type(authorization)()


def test_authorizations_are_equal_whichever_key_signed_them():
    first = Verifier(keys=KEY).verify(URL, now=NOW)
    second = Verifier(keys=[OTHER_KEY, KEY]).verify(URL, now=NOW)
    assert (first.key, second.key) == (0, 1)
    assert first == second and hash(first) == hash(second)
    assert first != Verifier(keys=KEY).verify(**signed())
    assert first != "something else"


def test_texts_and_bytes_are_taken_alike():
    verifier = Verifier(keys=KEY.encode())
    for given in (URL, URL.encode(), URL.partition("example")[2]):
        assert verifier.verify(given, now=NOW).id == ID
    for fields in (FIELDS, {name: text.encode() for name, text in FIELDS.items()}):
        assert verifier.verify(**fields, now=NOW).id == ID


def test_without_a_time_it_is_now():
    assert Verifier(keys=KEY).verify("/feed?" + query()).product == PRODUCT
    with pytest.raises(Expired):
        Verifier(keys=KEY).verify("/feed?" + query(lasts=timedelta(seconds=-2)))


@pytest.mark.parametrize(
    ("settings", "url", "exception", "code", "status"),
    [
        ({}, "/feed?id=A1", Malformed, "malformed", 401),
        ({}, URL.replace("059", "5x9"), Malformed, "malformed", 401),
        ({}, URL.replace("16be", "16bf"), SignatureMismatch, "signature-mismatch", 401),
        ({"products": ["weather"]}, URL, ProductNotAllowed, "product-not-allowed", 403),
        ({"products": []}, URL, ProductNotAllowed, "product-not-allowed", 403),
        ({"max_lifetime": timedelta(minutes=17)}, URL, LifetimeTooLong, "lifetime-too-long", 403),
        ({"expiry_encoding": "as-received"}, URL.replace(".059+0000", ".000Z"), SignatureMismatch, "signature-mismatch", 401),
    ],
)
def test_each_denial_is_an_exception_of_its_own(settings, url, exception, code, status):
    with pytest.raises(Denied) as raised:
        Verifier(keys=KEY, **settings).verify(url, now=NOW)
    assert type(raised.value) is exception
    assert (raised.value.code, raised.value.status) == (code, status)


def test_leeway_is_a_length_of_time():
    late = NOW.replace(minute=18, second=29)
    verifier = Verifier(keys=KEY, leeway=timedelta(seconds=30))
    assert verifier.check(URL, now=late)
    assert verifier.check(URL, now=late + timedelta(milliseconds=1)).code == "expired"


def test_a_verdict_is_true_only_where_authorized():
    verifier = Verifier(keys=KEY)
    good, bad = verifier.check(URL, now=NOW), verifier.check(URL)
    assert (bool(good), good.code, good.status, good.message) == (True, "authorized", 200, "authorized")
    assert (good.field, good.challenge, good.problem_json) == (None, None, "")
    assert good.authorization == verifier.verify(URL, now=NOW)
    assert (bool(bad), bad.code, bad.status, bad.authorization) == (False, "expired", 401, None)


def test_a_field_that_is_none_is_missing():
    with pytest.raises(Malformed) as raised:
        Verifier(keys=KEY).verify(**FIELDS | {"expiry": None})
    assert raised.value.field == "expiry"
    assert raised.value.challenge == "StoreAuth"


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [([], {}), ([None], {}), ([URL], {"id": ID}), ([], dict.fromkeys(FIELDS))],
)
def test_neither_a_url_nor_fields_and_both_are_a_mistake_of_the_caller(arguments, fields):
    with pytest.raises(TypeError, match="expected a URL, or id, pc, expiry and signature"):
        Verifier(keys=KEY).verify(*arguments, **fields)


@pytest.mark.parametrize("given", [7, 1.5, [], {}, object(), bytearray(b"/"), memoryview(b"/")])
def test_what_is_no_text_is_a_mistake_of_the_caller(given):
    for ask in (Verifier(keys=KEY).verify, Verifier(keys=KEY).check):
        with pytest.raises(TypeError, match="url: expected str or bytes, found"):
            ask(given)
        with pytest.raises(TypeError, match="signature: expected str or bytes, found"):
            ask(**FIELDS | {"signature": given})


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "a" * 10_000_000, "é", "#", "?" * 1000, b"\xff"])
def test_no_text_is_too_strange_to_be_denied(text):
    verifier = Verifier(keys=KEY)
    for field in FIELDS:
        denied = verifier.check(**FIELDS | {field: text}, now=NOW)
        assert (denied.code, denied.field) == ("malformed", field)
    assert verifier.check(text).code == "malformed"


@pytest.mark.parametrize(
    ("now", "error", "message"),
    [
        (datetime(2016, 4, 26, 8), ValueError, "now: expected a datetime with a time zone, found one without"),
        (1461657600, TypeError, "now: expected datetime or str, found int"),
        ("2016-04-26", ValueError, "now: expected an instant with its zone, such as 2016-04-27T00:00:00Z"),
    ],
)
def test_a_time_has_a_zone(now, error, message):
    with pytest.raises(error) as raised:
        Verifier(keys=KEY).check(URL, now=now)
    assert str(raised.value) == message


def test_a_time_may_be_of_any_zone():
    tokyo = timezone(timedelta(hours=9))
    verifier = Verifier(keys=KEY)
    assert verifier.check(URL, now=datetime(2016, 4, 26, 17, 17, 59, tzinfo=tokyo))
    assert not verifier.check(URL, now=datetime(2016, 4, 26, 17, 17, 59, 1000, tzinfo=tokyo))
    assert verifier.check(URL, now="2016-04-26T17:17:59+09:00")
    for end in (datetime.min, datetime.max):
        assert verifier.check(URL, now=end.replace(tzinfo=tokyo)).code in ("authorized", "expired")


def test_a_key_may_end():
    for until in (NOW, "2016-04-26T08:00:00Z"):
        verifier = Verifier(keys=[OTHER_KEY, (KEY, until)])
        assert verifier.verify(URL, now=NOW).key == 1
        assert verifier.check(URL, now=NOW + timedelta(milliseconds=1)).code == "signature-mismatch"


def test_keys_are_read_from_files(tmp_path):
    old, new = tmp_path / "old.key", tmp_path / "new.key"
    for file, key in ((old, KEY), (new, OTHER_KEY)):
        file.write_text(key)
        file.chmod(0o600)
    assert Verifier(key_files=old).verify(URL, now=NOW).key == 0
    assert Verifier(key_files=[new, str(old)]).verify(URL, now=NOW).key == 1
    assert not Verifier(key_files=[new, (old, NOW - timedelta(days=1))]).check(URL, now=NOW)


def test_a_key_may_come_from_a_pipe(tmp_path):
    pipe = tmp_path / "server.key"
    os.mkfifo(pipe, 0o600)
    # In this process: it writes while the other thread waits for it.
    writer = threading.Thread(target=pipe.write_text, args=[KEY], daemon=True)
    writer.start()
    made = []
    reader = threading.Thread(target=lambda: made.append(Verifier(key_files=pipe)), daemon=True)
    reader.start()
    reader.join(10)
    [verifier] = made
    assert verifier.verify(URL, now=NOW)


def test_a_key_file_that_everybody_can_read_is_warned_of(tmp_path):
    file = tmp_path / "server.key"
    file.write_text(KEY)
    file.chmod(0o644)
    with pytest.warns(UserWarning, match="server.key"):
        Verifier(key_files=file)


def test_a_key_that_can_be_guessed_is_warned_of():
    with pytest.warns(UserWarning, match="too short"):
        Verifier(keys="hunter2")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({}, ValueError, "no server key: expected at least one"),
        ({"keys": [""]}, ValueError, "key 0: "),
        ({"keys": [KEY, KEY + "\n"]}, ValueError, "key 1: "),
        ({"keys": "a" * 129}, ValueError, "key 0: "),
        ({"keys": 7}, TypeError, "'int' object is not iterable"),
        ({"keys": [7]}, TypeError, "keys: expected str or bytes, found int"),
        ({"keys": [None]}, TypeError, "keys: expected str or bytes, found NoneType"),
        ({"keys": [(KEY, NOW, 1)]}, ValueError, "keys: expected a key, or a pair of a key and the instant until which it is accepted"),
        ({"keys": [(KEY, "tomorrow")]}, ValueError, "accept until: expected an instant with its zone"),
        ({"keys": [(KEY, None)]}, TypeError, "accept until: expected datetime or str, found NoneType"),
        ({"key_files": [7]}, TypeError, "key_files: expected str or os.PathLike, found int"),
        ({"key_files": "/nowhere/server.key"}, FileNotFoundError, "key file /nowhere/server.key: "),
        ({"keys": KEY, "leeway": 5}, TypeError, "leeway: expected timedelta, found int"),
        ({"keys": KEY, "leeway": timedelta(seconds=-1)}, ValueError, "leeway: expected milliseconds from 0 on, found -1000"),
        ({"keys": KEY, "max_lifetime": timedelta(-1)}, ValueError, "maximum lifetime: expected milliseconds from 0 on"),
        ({"keys": KEY, "products": ["a#b"]}, ValueError, "products: "),
        ({"keys": KEY, "products": [7]}, TypeError, "products: expected str or bytes, found int"),
        ({"keys": KEY, "expiry_encoding": "both"}, ValueError, "expiry encoding: "),
        ({"keys": KEY, "expiry_encoding": None}, TypeError, ""),
        ({"keys": KEY, "verbose": True}, TypeError, "Verifier.__new__() got an unexpected keyword argument 'verbose'"),
    ],
)
def test_wrong_settings_are_refused_by_name(settings, error, message):
    with pytest.raises(error) as raised:
        Verifier(**settings)
    assert str(raised.value).startswith(message)


def test_one_text_is_one_key_and_one_product():
    assert Verifier(keys=KEY, products=PRODUCT).check(URL, now=NOW)


def test_sixteen_threads_share_a_verifier():
    verifier = Verifier(keys=[OTHER_KEY, KEY])
    bad, barrier, wrong = URL.replace("16be", "16bf"), threading.Barrier(16, timeout=60), []

    def verify():
        barrier.wait()
        for _ in range(2000):
            if verifier.verify(URL, now=NOW).key != 1 or verifier.check(bad, now=NOW).code != "signature-mismatch":
                wrong.append(threading.current_thread())

    threads = [threading.Thread(target=verify) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_explanation_names_the_mistake():
    # Signed by `sha1sum` over what `echo` printed.
    url = URL.replace("16be1703017fd1001fe63465e50523982f10b0ca", "4888d2784c156b643baca20483e8ee131652904a")
    explanation = Verifier(keys=KEY).explain(url, now=NOW)
    assert explanation["at"] == "2016-04-26T08:00:00.000Z"
    assert explanation["denied"]["reason"] == "signature-mismatch"
    finding = explanation["findings"][0]
    assert (finding["code"], finding["confidence"]) == ("message-newline", "certain")
    assert finding["fix"].startswith("Use `printf %s`")


def test_an_explanation_takes_what_somebody_pasted():
    verifier = Verifier(keys=KEY)
    assert verifier.explain(URL, now=NOW)["authorized"]["id"] == ID
    assert verifier.explain("")["findings"][0]["code"] == "missing-parameter"
    with pytest.raises(TypeError, match="text: expected str or bytes, found NoneType"):
        verifier.explain(None)
    with pytest.raises(ValueError, match="text: expected a request of at most"):
        verifier.explain("a" * 10_000_000)
