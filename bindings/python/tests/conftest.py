"""What the tests share: a key, a verifier, and requests by it."""

import hashlib
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import pytest
from store_auth import Verifier

KEY = "e4232e0620f9290025cb3783768c9c8c4686078c"
OTHER_KEY = "2d9f1b0a7c3e4f5a86b7c8d9e0f1a2b3c4d5e6f7"
ID, PRODUCT = "XU4XHT8XQDWK", "b5d78da0853d97e2ec28feb5e31b9953d9c72420"


def signed(key=KEY, id=ID, pc=PRODUCT, lasts=timedelta(hours=24)):
    """The fields of a request, as the Store signs them."""
    expiry = (datetime.now(timezone.utc) + lasts).strftime("%Y-%m-%dT%H:%M:%S.0%S+0000")
    signature = hashlib.sha1(f"{id}#{pc}#{key}#{expiry}".encode()).hexdigest()
    return {"id": id, "pc": pc, "expiry": expiry, "signature": signature}


def query(**given):
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in signed(**given).items())


@pytest.fixture(scope="session")
def verifier():
    return Verifier(keys=KEY, products=[PRODUCT, "weather"], max_lifetime=timedelta(days=2))
