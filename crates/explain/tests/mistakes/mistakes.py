"""Mistakes that are made in Python, and those of a request's form: by hashlib, hmac, base64, datetime, urllib and json."""

import base64
import hashlib
import hmac
import html
import json
import os
import unicodedata
import uuid
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlencode

ID, PC, KEY, OTHER_KEY, EXPIRY, ISO, COMPANY = (
    os.environ[name] for name in ("ID", "PC", "KEY", "OTHER_KEY", "EXPIRY", "ISO", "COMPANY"))
MILLIS = int(os.environ["MILLIS"])
BASE = "https://data.example/feed?"
AT = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=MILLIS)


def sha1(text):
    return hashlib.sha1(text if isinstance(text, bytes) else text.encode()).hexdigest()


def sign(id=ID, pc=PC, key=KEY, expiry=EXPIRY):
    return sha1("#".join([id, pc, key, expiry]))


def four(**changed):
    fields = {"id": ID, "pc": PC, "expiry": EXPIRY, "signature": sign(), **changed}
    return {name: value for name, value in fields.items() if value is not None}


def url(encode=quote, **changed):
    return BASE + urlencode(four(**changed), quote_via=encode)


def mistakes():
    yield from of_keys_and_messages()
    yield from of_values()
    yield from of_expiries()
    yield from of_requests()
    yield from of_answers()
    yield from of_policies()


def of_keys_and_messages():
    def hashed(code, what, signature, **options):
        return code, what, url(signature=signature), options

    yield hashed("key-hex-decoded", "bytes.fromhex", sha1(f"{ID}#{PC}#".encode() + bytes.fromhex(KEY) + f"#{EXPIRY}".encode()))
    yield hashed("key-base64-decoded", "b64decode", sha1(f"{ID}#{PC}#".encode() + base64.b64decode(KEY) + f"#{EXPIRY}".encode()))
    yield hashed("key-quotes", "repr", sign(key=repr(KEY)))
    yield hashed("key-case", "upper", sign(key=KEY.upper()))
    yield hashed("key-utf-16", "a file of PowerShell", sha1(
        f"{ID}#{PC}#".encode() + (KEY + "\r\n").encode("utf-16") + f"#{EXPIRY}".encode()))
    yield hashed("key-missing", "three parts", sha1("#".join([ID, PC, EXPIRY])))
    yield hashed("other-server-key", "of two others", sign(key="another-key-of-another-server"),
                 otherServers={"A": OTHER_KEY, "B": "another-key-of-another-server"})
    yield hashed("retired-key", "one of two", sign(key="a-key-of-long-ago-1"), retired=[OTHER_KEY, "a-key-of-long-ago-1"])
    yield hashed("field-order", "sorted", sha1("#".join(sorted([ID, PC, KEY, EXPIRY]))))
    yield hashed("other-delimiter", "str of a tuple's parts", sha1(", ".join([ID, PC, KEY, EXPIRY])))
    yield hashed("utf-16", "encode('utf-16')", sha1("#".join([ID, PC, KEY, EXPIRY]).encode("utf-16")))
    yield hashed("sha-256", "hashlib.sha256", hashlib.sha256("#".join([ID, PC, KEY, EXPIRY]).encode()).hexdigest())
    for digest in ("sha1", "sha256"):
        yield hashed("hmac", f"hmac.new {digest}", hmac.new(KEY.encode(), f"{ID}#{PC}#{EXPIRY}".encode(), digest).hexdigest())
        yield hashed("hmac", f"hmac.new {digest} of a gap", hmac.new(KEY.encode(), f"{ID}#{PC}##{EXPIRY}".encode(), digest).hexdigest())
        yield hashed("hmac", f"hmac.new {digest}, arguments swapped", hmac.new(f"{ID}#{PC}#{EXPIRY}".encode(), KEY.encode(), digest).hexdigest())
    def with_key(key):
        return sha1(f"{ID}#{PC}#".encode() + key + f"#{EXPIRY}".encode())

    for what, key in [
        ("b64encode of the text", base64.b64encode(KEY.encode())),
        ("b64encode of the bytes", base64.b64encode(bytes.fromhex(KEY))),
        ("urlsafe_b64encode of the bytes, without padding", base64.urlsafe_b64encode(bytes.fromhex(KEY)).rstrip(b"=")),
        ("encodebytes, with its line break", base64.encodebytes(bytes.fromhex(KEY))),
        ("hexlify of the text", KEY.encode().hex().encode()),
    ]:
        yield hashed("key-encoded", what, with_key(key))
    yield hashed("key-prefix", "hex(int(key, 16))", sign(key=hex(int(KEY, 16))))
    for name in ("NO-BREAK SPACE", "ZERO WIDTH SPACE", "WORD JOINER", "LEFT-TO-RIGHT MARK", "IDEOGRAPHIC SPACE"):
        letter = unicodedata.lookup(name)
        yield hashed("key-invisible-characters", f"{name} behind", with_key((KEY + letter).encode()))
        yield hashed("key-invisible-characters", f"{name} before", with_key((letter + KEY).encode()))
    yield hashed("key-invisible-characters", "a no-break space in Latin-1", with_key((KEY + "\xa0").encode("latin-1")))
    for length in (32, 20, 39):
        yield hashed("key-truncated", f"key[:{length}]", sign(key=KEY[:length]))
    yield hashed("key-truncated", "key[1:]", sign(key=KEY[1:]))
    for line in (f"SERVER_KEY={KEY}", f"STORE_KEY={KEY}\n", f'key = "{KEY}"\n', f"serverKey: {KEY}", f"STOREAUTH_SERVER_KEY='{KEY}'".replace("'", '"')):
        yield hashed("key-whole-line", line.replace(KEY, "…").strip(), sign(key=line))
    yield hashed("key-missing", "an f-string of None", sign(key=f"{None}"))
    text = "#".join([ID, PC, KEY, EXPIRY])
    twice = hashlib.sha1(text.encode())
    twice.update(text.encode())
    yield hashed("hashed-twice", "update of the whole text once more", twice.hexdigest())
    yield hashed("hashed-twice", "sha1 of the digits", sha1(sha1(text)))
    yield hashed("hashed-twice", "sha1 of the digest", sha1(hashlib.sha1(text.encode()).digest()))
    for place, name in enumerate(("id", "product code", "key", "expiry")):
        parts = [ID, PC, KEY, EXPIRY]
        parts.insert(place, parts[place])
        yield hashed("hashed-twice", f"the {name} appended twice", sha1("#".join(parts)))
    for place in range(1, 4):
        parts = [ID, PC, KEY, EXPIRY]
        yield hashed("no-delimiter", f"none before part {place}", sha1("#".join(parts[:place]) + "#".join(parts[place:])))
        parts.insert(place, "")
        yield hashed("other-delimiter", f"two before part {place}", sha1("#".join(parts)))
    for digest in ("md5", "sha224", "sha384", "sha512"):
        yield hashed("other-hash", f"hashlib.{digest}", hashlib.new(digest, text.encode()).hexdigest())
    yield hashed("other-hash", "hashlib.sha512 cut to 40 digits", hashlib.sha512(text.encode()).hexdigest()[:40])
    yield hashed("other-hash", "hashlib.md5 of something else", hashlib.md5(b"something").hexdigest())
    three = urlencode({"id": ID, "pc": PC, "expiry": EXPIRY}, quote_via=quote)
    for what, query in [("urlencode", three), ("unquote", unquote(three)), ("with its question mark", "?" + three)]:
        yield hashed("query-hashed", f"{what}, without a key", sha1(query))
        yield hashed("query-hashed", f"{what}, the key behind", sha1(query + KEY))
        yield hashed("query-hashed", f"{what}, the key before", sha1(KEY + query))
        yield hashed("query-hashed", f"{what}, &key=", sha1(f"{query}&key={KEY}"))
        yield hashed("query-hashed", f"{what}, hmac", hmac.new(KEY.encode(), query.encode(), "sha1").hexdigest())
    yield hashed("signature-separators", "0x", "0x" + sign())
    yield hashed("signature-separators", "sha1=", "sha1=" + sign())
    yield hashed("sample-signature", "the example of the documentation", hashlib.sha1(b"12345").hexdigest())
    yield hashed("no-known-mistake", "another key", sign(key="unknown"))
    yield "key-in-request", "the key as a parameter", url(signature=sign(key="unknown"), key=KEY), {}
    yield "key-in-request", "the key as the signature", url(signature=KEY), {}


def of_values():
    yield "id-case", "lower signed", url(signature=sign(id=ID.lower())), {}
    yield "id-case", "lower sent", url(id=ID.lower()), {}
    yield "pc-case", "upper signed", url(signature=sign(pc=PC.upper())), {}
    yield "pc-case", "upper sent", url(pc=PC.upper()), {}
    yield "pc-case", "upper sent, with a wrong signature", url(pc=PC.upper(), signature=sign(key="unknown")), {}
    yield "id-pc-swapped", "in the request", url(id=PC, pc=ID), {}
    yield "company-id-signed", "both known", url(signature=sign(id=COMPANY)), {"otherId": COMPANY}
    yield "repeated-parameter", "a signed company's id behind a display's", url(cid=COMPANY, signature=sign(id=COMPANY)), {}
    company = {"cid": COMPANY, "pc": PC, "expiry": EXPIRY, "signature": sign()}
    yield "display-id-signed", "both known", BASE + urlencode(company), {"otherId": ID}
    yield "repeated-parameter", "a signed display's id behind a company's", BASE + urlencode({**company, "id": ID}), {}

    company["signature"] = sign(id=COMPANY)
    for what, other in [("hex", uuid.UUID(COMPANY).hex), ("urn", uuid.UUID(COMPANY).urn), ("in braces", f"{{{COMPANY}}}")]:
        yield "id-hyphens", f"uuid.UUID.{what} sent", BASE + urlencode({**company, "cid": other}), {}
    for what, other in [("hex", uuid.UUID(COMPANY).hex), ("in braces", f"{{{COMPANY}}}")]:
        yield "id-hyphens", f"uuid.UUID.{what} signed", BASE + urlencode({**company, "signature": sign(id=other)}), {}
    for text in (str(None), "null", "undefined", "displayId"):
        yield "placeholder-id", f"{text} signed", url(signature=sign(id=text)), {}
        yield "placeholder-value", f"{text} signed as the product code", url(signature=sign(pc=text.replace("displayId", "productCode"))), {}
    yield "placeholder-value", "None signed as the expiry", url(signature=sign(expiry=str(None))), {}
    yield "doubled-value", "the id twice, signed", url(signature=sign(id=ID + ID)), {}

    plain = urlencode(four(), quote_via=lambda text, *_: text)
    yield "plus-as-space", "unquote_plus of a plain plus", BASE + quote(unquote_plus(plain), safe="=&:"), {}
    yield "plus-as-space", "unquote_plus signed", url(signature=sign(expiry=unquote_plus(EXPIRY))), {}
    odd = "a+b c".replace(" ", "")
    yield "plus-as-space", "an id with a plus signed with a space", url(id=odd, signature=sign(id=unquote_plus(odd))), {}
    yield "percent-encoded", "quote signed", url(signature=sign(expiry=quote(EXPIRY))), {}
    yield "percent-encoded", "quote_plus signed", url(signature=sign(expiry=quote_plus(EXPIRY))), {}
    odd = "lobby/1"
    yield "percent-encoded", "all values signed as sent", url(lambda text, *_: quote(text, safe=""), id=odd, signature=sign(
        id=quote(odd, safe=""), expiry=quote(EXPIRY, safe=""))), {}
    yield "percent-encoded-twice", "quote of quote sent", url(lambda text, *_: quote(quote(text))), {}
    yield "percent-encoded-twice", "the id alone", url(id=quote(odd, safe=""), signature=sign(id=odd)), {}
    yield "percent-encoded-twice", "the id decoded twice, signed", url(id="a%42", signature=sign(id="aB")), {}
    yield "percent-encoded-twice", "an id that is not signed either", url(id="a%2Fb"), {}

    for name, value in four().items():
        yield "white-space", f"a space behind {name}", url(**{name: value + " "}), {}
        yield "white-space", f"a line break behind {name}", url(**{name: value + "\n"}), {}
        yield "quoted-value", f"json.dumps of {name}", url(**{name: json.dumps(value)}), {}
        yield "smart-quotes", f"{name} in typographic quotes", url(**{name: f"“{value}”"}), {}
        yield "doubled-value", f"{name} twice", url(**{name: value * 2}), {}
    yield "white-space", "a space behind the id, signed", url(signature=sign(id=ID + " ")), {}
    yield "white-space", "around an id that is not signed", url(id=f" {ID}", signature=sign(id="x")), {}
    yield "truncated-value", "the product code, its start served", url(pc=PC[:20]), {"products": [PC]}
    yield "truncated-value", "the product code", url(pc=PC[:39]), {}
    yield "truncated-value", "the expiry's zone", url(expiry=EXPIRY[:-2]), {}
    yield "truncated-value", "the expiry's time", url(expiry=EXPIRY[:13]), {}
    yield "truncated-value", "the signature", url(signature=sign()[:32]), {}
    for length in (16, 20, 31, 39):
        yield "truncated-value", f"the signature's first {length} digits", url(signature=sign()[:length]), {}
    for text in ("preview", "displayId", "display_id", "{display_id}", "null", "undefined", "[object Object]", "ABCD1234"):
        yield "placeholder-id", text, url(id=text), {}
    yield "placeholder-id", "company_id", BASE + urlencode({"cid": "company_id", "pc": PC, "expiry": EXPIRY, "signature": sign()}), {}
    yield "placeholder-value", "product_code", url(pc="product_code"), {}
    yield "placeholder-value", "the format of the expiry", url(expiry="yyyy-MM-ddThh:mm:ss.sssZ"), {}
    yield "placeholder-value", "signatureA", url(signature="signatureA"), {}
    yield "placeholder-value", "an expiry of null", url(expiry=json.dumps(None)), {}
    yield "forbidden-byte", "an id with a delimiter", url(id="a#b", signature=sign(id="a#b")), {}
    yield "forbidden-byte", "a delimiter that ends the query", url(lambda text, *_: quote(text, safe="#:+"), id="a#b", signature=sign(id="a#b")), {}
    yield "forbidden-byte", "an id of letters that are not ASCII", url(id="Empfang-Süd", signature=sign(id="x")), {}
    yield "forbidden-byte", "a space in the product code", url(pc="a b c", signature=sign(pc="a b c")), {}
    yield "malformed-value", "an id that is too long", url(id="x" * 65, signature=sign(id="x")), {}
    yield "malformed-value", "an expiry that is none", url(expiry="tomorrow"), {}
    yield "malformed-value", "a signature that is none", url(signature="yes, please"), {}


def of_expiries():
    def signed(code, what, expiry, sent=EXPIRY, **options):
        return code, f"{what} signed", url(expiry=sent, signature=sign(expiry=expiry)), options

    def sent(code, what, expiry):
        return code, f"{what} sent", url(expiry=expiry), {}

    yield signed("expiry-other-form", "the Java rendering, as received expected,", EXPIRY, ISO, encoding="as-received")
    yield signed("expiry-other-form", "the documented form, Java's expected,", ISO, ISO, encoding="java-sample")
    yield signed("expiry-other-form", "the documented form of the whole second", EXPIRY[:20] + "000Z")
    for milliseconds in (1, 511, 999):
        text = EXPIRY[:20] + f"{milliseconds:03}"
        yield signed("expiry-milliseconds", f"{milliseconds} ms with Z", text + "Z")
        yield signed("expiry-milliseconds", f"{milliseconds} ms with +0000", text + "+0000")
    yield signed("expiry-epoch-seconds", "timestamp()", str(AT.timestamp()), ISO)
    yield signed("expiry-epoch-seconds", "int(timestamp())", str(int(AT.timestamp())))
    yield sent("expiry-epoch-seconds", "timestamp()", str(AT.timestamp()))
    yield signed("expiry-epoch-milliseconds", "1000 * timestamp()", str(round(1000 * AT.timestamp())))
    whole = AT.replace(microsecond=0)
    parsed = datetime.strptime(EXPIRY, "%Y-%m-%dT%H:%M:%S.%f%z")
    for what, text in [
        ("isoformat", AT.isoformat()),
        ("isoformat without zone", AT.replace(tzinfo=None).isoformat()),
        ("str", str(AT)),
        ("strftime %fZ", AT.strftime("%Y-%m-%dT%H:%M:%S.%fZ")),
        ("strftime %f%z", AT.strftime("%Y-%m-%dT%H:%M:%S.%f%z")),
        ("isoformat of milliseconds", AT.isoformat(timespec="milliseconds")),
    ]:
        yield signed("expiry-date-library", what, text, ISO)
        yield sent("expiry-date-library", what, text)
    yield signed("expiry-date-library", "isoformat of what was sent", parsed.isoformat())
    yield signed("expiry-date-library", "str of a whole second", str(whole))
    yield signed("expiry-date-library", "ctime", whole.ctime())
    yield signed("expiry-without-fraction", "isoformat of a whole second", whole.isoformat())
    yield sent("expiry-without-fraction", "isoformat of a whole second", whole.isoformat())
    # What was sent in a form of its own may be signed in it too.
    yield "expiry-epoch-seconds", "sent and signed", url(expiry=str(MILLIS // 1000), signature=sign(expiry=str(MILLIS // 1000))), {}
    for minutes in (-720, -210, 330, 345, 525, 765, 840):
        local = whole.astimezone(timezone(timedelta(minutes=minutes)))
        yield signed("expiry-local-zone", f"isoformat at {minutes} minutes", local.isoformat())


def of_requests():
    good = four()
    renamed = {
        "displayId": "id", "display_id": "id", "ID": "id", "productCode": "pc", "product_code": "pc", "expires": "expiry",
        "expiryTime": "expiry", "sig": "signature", "hash": "signature", "signatrue": "signature", "Expiry": "expiry",
    }
    for wrong, right in renamed.items():
        yield "parameter-name", wrong, BASE + urlencode({wrong if name == right else name: value for name, value in good.items()}), {}
    yield "parameter-name", "companyId", BASE + urlencode(
        {"companyId": COMPANY, "pc": PC, "expiry": EXPIRY, "signature": sign(id=COMPANY)}), {}
    yield "parameter-name", "in JSON", json.dumps({"displayId": ID, "productCode": PC, "expiry": EXPIRY, "signature": sign()}), {}
    yield "parameter-name", "with a wrong signature", BASE + urlencode(
        {"id": ID, "pc": PC, "expires": EXPIRY, "signature": sign(key="unknown")}), {}
    for name in good:
        yield "missing-parameter", f"no {name}", url(**{name: None}), {}
        yield "missing-parameter", f"an empty {name}", url(**{name: ""}), {}
        yield "repeated-parameter", f"{name} twice", url() + "&" + urlencode({name: good[name]}), {}
    yield "repeated-parameter", "both names of the expiry", url(expiry_time=EXPIRY), {}
    others = {"id": "S56PSA4W298W", "pc": "another-product", "expiry": "2016-04-27T08:17:59.059+0000",
              "signature": sign(key="unknown")}
    for name, value in others.items():
        rest = url().removeprefix(BASE)
        yield "repeated-parameter", f"another {name} before the signed one", f"{BASE}{urlencode({name: value})}&{rest}", {}
        yield "repeated-parameter", f"another {name} behind the signed one", f"{BASE}{rest}&{urlencode({name: value})}", {}
    yield "repeated-parameter", "another authorization before the right one", f"{BASE}{urlencode(others)}&{urlencode(good)}", {}
    yield "html-escaped", "html.escape", html.escape(url()), {}
    yield "html-escaped", "html.escape, with a wrong signature", html.escape(url(signature=sign(key="unknown"))), {}
    for code, signature in (("json-escaped", sign()), ("json-escaped", sign(key="unknown"))):
        what = "" if signature == sign() else ", with a wrong signature"
        yield code, "json.dumps as frameworks escape it" + what, json.dumps(url(signature=signature)).strip('"').replace("&", "\\u0026"), {}
        yield code, "a shell's backslashes" + what, url(signature=signature).replace("&", "\\&"), {}
    yield "query-encoded", "quote of the query", BASE + quote(urlencode(good)), {}
    yield "query-encoded", "quote of the path and query", "https://data.example" + quote("/feed?" + urlencode(good)), {}
    yield "query-encoded", "with a wrong signature", BASE + quote(urlencode(four(signature=sign(key="unknown")))), {}
    wrong = url(signature=sign(key=KEY + "\n"))
    target = wrong.removeprefix("https://data.example")
    for what, line in [
        ("nginx's error log", f'2016/04/26 07:17:59 [error] 7#7: *1 auth request unexpected status: 502 while sending to client, client: 127.0.0.1, '
         f'server: data.example, request: "GET {target} HTTP/1.1", host: "data.example", referrer: "https://app.example/?id=1"'),
        ("a line of Go", f'time=2016-04-26T07:17:59Z level=INFO msg=denied uri="{target}" status=401'),
        ("JSON behind a prefix", "app-1  | " + json.dumps({"msg": "denied", "target": target}).replace("&", "\\u0026")),
        ("a member that no log has", json.dumps({"msg": f"GET {target} 401", "level": "info"}).replace("&", "\\u0026")),
        ("a command", f"curl -i -H 'Accept: text/html' '{wrong}' # as of today"),
        ("a sentence", f"I asked for {wrong}, and it said 401."),
        ("a page", f'<p>See <a href="{wrong}">the feed</a> #1'),
        ("the end of a line of an access log", f'{target} HTTP/1.1" 401 12 "-" "curl/8"'),
        ("a header of a proxy", f"X-Original-URI: {target}"),
    ]:
        yield "key-trailing-newline", f"in {what}", line, {}
    yield "missing-parameter", "a line of a log without a request", "2016/04/26 07:17:59 [error] 7#7: *1 open() failed, a=b, request: \"GET /?v=1 HTTP/1.1\"", {}
    yield "smart-quotes", "in a JSON object", json.dumps(good).replace('"', "”"), {}
    yield "json-in-query", "an object for a query", BASE + quote(json.dumps(good)), {}
    yield "json-in-query", "an object in a parameter", BASE + urlencode({"auth": json.dumps(good)}), {}
    yield "json-in-query", "an object not escaped", BASE + json.dumps(good, separators=(",", ":")), {}
    yield "json-in-query", "with a wrong signature", BASE + urlencode({"auth": json.dumps(four(signature=sign(key="unknown")))}), {}
    head = "GET /feed?{} HTTP/1.1\r\nHost: data.example\r\n\r\n"
    yield "id-case", "in the head of a request", head.format(urlencode(four(id=ID.lower()))), {}
    yield "id-case", "in headers", f"GET /feed HTTP/1.1\nX-Id: {ID.lower()}\nX-Pc: {PC}\nX-Expiry: {EXPIRY}\nX-Signature: {sign()}\n", {}
    yield "id-case", "in a JSON object", json.dumps(four(id=ID.lower())), {}


def answer(**changed):
    return {"authorized": True, "expiry": EXPIRY, "signatures": [{"serverId": "A", "value": sign()}], "error": None, **changed}


def of_answers():
    asked = urlencode({"id": ID, "pc": PC, "srv": "A"})
    question = "https://store.example/v1/widget/auth?" + asked
    compact = json.dumps(answer(), separators=(",", ":"))
    yield "store-answer", "behind the question", f"{question}\n{compact}", {}
    yield "store-answer", "beside id and product code", json.dumps({"id": ID, "pc": PC, **answer()}), {}
    yield "store-answer", "as a member", json.dumps({"id": ID, "pc": PC, "answer": answer()}), {}
    yield "store-answer", "alone", compact, {}
    two = answer(signatures=[{"serverId": "B", "value": sign(key=OTHER_KEY)}, {"serverId": "A", "value": sign()}])
    yield "store-answer", "with the signatures of two servers", f"{question}\n{json.dumps(two)}", {}
    documented = f"{{“authorized”:true,\"expiry_time\":”{EXPIRY}”, “signatures”:[{{“serverId”:”A”, “value”:”{sign()}”}}], “error”:null}}"
    yield "smart-quotes", "an answer as the documentation prints it", f"{question}\n{documented}", {}
    yield "jsonp-body", "behind the question", f"{question}\nmyCallback({compact});", {}
    yield "jsonp-body", "alone", f"myCallback({compact});", {}
    denied = {"authorized": False, "expiry": None, "signatures": None}
    yield "store-denied", "not active", json.dumps({**denied, "error": {"message": "Subscription is not active."}}), {}
    yield "store-denied", "without a message", f"{question}\nf({json.dumps(denied)});", {}
    yield "store-id-not-found", "a display", json.dumps({**denied, "error": {"message": "Display Id cannot be found."}}), {}
    yield "store-id-not-found", "a company", f"{question}\n{json.dumps({**denied, 'error': {'message': 'Company not found'}})}", {}
    yield "store-no-signatures", "asked without srv", json.dumps(answer(signatures=None)), {}
    yield "store-no-signatures", "an empty list", f"{question}\n{json.dumps(answer(signatures=[]))}", {}


def of_policies():
    def at(seconds):
        return (AT.replace(microsecond=0) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    yield "clock-skew", "a second late", url(), {"now": at(1)}
    yield "clock-skew", "42 s late", url(), {"now": at(42)}
    yield "clock-skew", "the whole second is signed, and milliseconds were sent", url(expiry=ISO), {"now": ISO[:20] + "300Z"}
    yield "expired", "an hour late", url(), {"now": at(3600)}
    yield "expired", "days late", url(), {"now": at(864_000)}
    yield "expired", "with a wrong signature", url(signature=sign(key="unknown")), {"now": at(42)}
    yield "key-trailing-newline", "expired as well", url(signature=sign(key=KEY + "\n")), {"now": at(42)}
    yield "product-not-served", "another product", url(), {"products": ["other"]}
    yield "lifetime-too-long", "for a year", url(), {"now": at(-365 * 86_400), "maxLifetimeSeconds": 90_000}
