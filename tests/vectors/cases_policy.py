"""Verdicts that depend on the clock, the keys and the policy: the order of the rules, and each rule at its edge."""

from suite import DISPLAY_ALPHABET, ID, KEY, OLD_KEY, OLDER_KEY, OTHER_PC, PC, STRANGER, VISIBLE, Draw
from suite import java, seconds_between, shift, sign, whole_second

YEAR_ZERO = "0000-01-01T00:00:00.000Z"
LAST_INSTANT = "9999-12-31T23:59:59.999Z"

ISO_FORM = "2031-10-17T21:46:53.208Z"
JAVA_FORM = java(ISO_FORM)
NOW = "2031-10-17T20:46:53.053Z"

# The largest integer that every JSON reader keeps exact.
HUGE = 2**53 - 1


def add_to(suite):
    precedence(suite)
    whole_second_precedence(suite)
    key_sets(suite)
    accept_until(suite)
    similar_keys(suite)
    huge_numbers(suite)
    leeway_and_whole_second(suite)
    leeway_extends_only_the_expiry(suite)
    lifetimes(suite)
    products(suite)
    at_random(suite)


def precedence(suite):
    """Every set of broken rules that can be broken together: grammar, expiry, signature, product, lifetime."""
    texts = {"in time": JAVA_FORM, "expired": "2031-10-17T20:46:52.052+0000", "too long": "2031-10-18T21:46:53.053+0000"}
    group = suite.group("every set of broken rules", NOW, products=[PC], lifetime=86400)
    for when, text in texts.items():
        for forged in (False, True):
            for pc in (PC, OTHER_PC):
                for bad in (None, "id", "pc", "signature"):
                    fields = {"id": ID, "pc": pc}
                    signature = sign(ID, pc, STRANGER if forged else KEY, text)
                    if bad == "signature":
                        signature = signature[:-1]
                    elif bad:
                        fields[bad] += "#"
                    reasons = [
                        f"malformed {bad}" if bad else None,
                        "expired" if when == "expired" else None,
                        "signature-mismatch" if forged else None,
                        "product-not-allowed" if pc == OTHER_PC else None,
                        "lifetime-too-long" if when == "too long" else None,
                    ]
                    broken = [reason for reason in reasons if reason]
                    group.add(", ".join(broken) or "none", "Precedence" if len(broken) > 1 else "Products Lifetime",
                              broken[0] if broken else "authorized", expiry=text, signature=signature, **fields)
    group.add("malformed expiry, and too long", "Precedence", "malformed expiry", expiry="2031-10-18T21:46:53.053+00:00")
    group.add("malformed expiry, and expired", "Precedence", "malformed expiry", expiry="2031-10-17T20:46:52Z")
    group.add("malformed expiry, signature-mismatch, product-not-allowed", "Precedence", "malformed expiry", pc=OTHER_PC,
              expiry="never", signature="0" * 40)


def whole_second_precedence(suite):
    """The expiry of a Java rendering is checked with its signature: behind a mismatch, before the policy."""
    now = shift(ISO_FORM, -1)
    for encoding in ("java-sample", "either"):
        group = suite.group(f"past the whole second, not past the expiry as sent, {encoding}", now, encoding=encoding,
                            keys=[KEY, (OLD_KEY, shift(now, -1)), OLDER_KEY], products=[PC], lifetime=60)
        add = group.add
        for key in (0, 2):
            add(f"Java rendering signed by key {key}", "Precedence Reencoded", "expired", expiry=ISO_FORM,
                signed=JAVA_FORM, key=key)
            add(f"Java rendering signed by key {key}, product-not-allowed", "Precedence Reencoded", "expired", pc=OTHER_PC,
                expiry=ISO_FORM, signed=JAVA_FORM, key=key)
        add("Java rendering signed by a retired key", "Precedence Reencoded", "signature-mismatch", expiry=ISO_FORM,
            signed=JAVA_FORM, key=1)
        add("Java rendering signed by a stranger", "Precedence Reencoded", "signature-mismatch", expiry=ISO_FORM,
            signature=sign(ID, PC, STRANGER, JAVA_FORM))
        want = "authorized" if encoding == "either" else "signature-mismatch"
        add("signed as sent", "Boundary", want, expiry=ISO_FORM)
        add("Java form", "Boundary Expired", "expired", expiry=JAVA_FORM)
        add("Java form, signed by a stranger", "Precedence Expired", "expired", expiry=JAVA_FORM,
            signature=sign(ID, PC, STRANGER, JAVA_FORM))
    group = suite.group("past the whole second, not past the expiry as sent, as-received", now, encoding="as-received")
    group.add("Java rendering signed", "Reencoded", "signature-mismatch", expiry=ISO_FORM, signed=JAVA_FORM)
    group.add("signed as sent", "Boundary", "authorized", expiry=ISO_FORM)


def key_sets(suite):
    """Which index is reported, and whether any is: the first accepted key that matches."""
    gone, going, later = shift(NOW, -1), NOW, shift(NOW, 1)
    a, b, c = KEY, OLD_KEY, OLDER_KEY
    sets = {
        "the current key retired, the previous one accepted": [(a, gone), b],
        "the current key in its last millisecond, the previous one retired": [(a, going), (b, gone)],
        "one key, retired": [(a, gone)],
        "two keys, both retired": [(a, gone), (b, gone)],
        "three keys, all retired": [(a, gone), (b, gone), (c, YEAR_ZERO)],
        "three keys, the middle one retired": [a, (b, gone), c],
        "three keys, only the last accepted": [(a, gone), (b, gone), c],
        "three keys, each with its last instant to come": [(a, going), (b, later), (c, LAST_INSTANT)],
        "the same key twice": [a, a],
        "the same key twice, the first retired": [(a, gone), a],
        "the same key twice, the second retired": [a, (a, gone)],
        "the same key twice, both retired": [(a, gone), (a, gone)],
        "the same key twice around another": [a, b, a],
        "the same key twice around another, the first retired": [(a, gone), b, (a, later)],
        "the same key four times, accepted from the third on": [(a, gone), (a, YEAR_ZERO), (a, going), a],
    }
    for name, keys in sets.items():
        group = suite.group(name, NOW, keys=keys)
        # The expected index from the list itself, not from its order of retirement in the oracle.
        accepted = [key if isinstance(key, str) else key[0] if key[1] in (going, later, LAST_INSTANT) else None for key in keys]
        texts = list(dict.fromkeys(text for text, _ in group.keys))
        for number, key in enumerate([*texts, STRANGER]):
            index = accepted.index(key) if key in accepted else None
            want = "signature-mismatch" if index is None else "authorized"
            who = "a stranger" if key == STRANGER else f"key {'abc'[number]}"
            group.add(f"Java form, signed by {who}", "Rotation", want, expiry=JAVA_FORM, signature=sign(ID, PC, key, JAVA_FORM),
                      matches=index)
            if key != STRANGER and len(keys) < 4:
                group.add(f"ISO form, Java rendering signed by {who}", "Rotation Reencoded", want, expiry=ISO_FORM,
                          signature=sign(ID, PC, key, JAVA_FORM), signed=JAVA_FORM, matches=index)


def accept_until(suite):
    """The instant to which a key is accepted, to the millisecond, and at both ends of the calendar."""
    for now, offsets in ((NOW, (-86400000, -1000, -999, -54, -1, 0, 1, 999)), (YEAR_ZERO, (0, 1)),
                         (shift(YEAR_ZERO, 1), (-1, 0)), (LAST_INSTANT, (-1, 0)), (shift(LAST_INSTANT, -1), (-1, 0, 1))):
        for offset in offsets:
            group = suite.group(f"now {now}, the only key accepted until {offset:+} ms", now, keys=[(KEY, shift(now, offset))])
            group.add("signed with it", "Rotation", "authorized" if offset >= 0 else "signature-mismatch",
                      expiry=LAST_INSTANT)
    # A key's last instant is compared with now, and not with the expiry.
    group = suite.group("a key accepted until before the expiry", NOW, keys=[(KEY, shift(NOW, 1))])
    group.add("signed with it", "Rotation", "authorized", expiry=JAVA_FORM)
    group = suite.group("a key retired, the expiry past as well", shift(ISO_FORM, 1), keys=[(KEY, ISO_FORM)])
    group.add("signed with it", "Rotation Precedence Expired", "expired", expiry=ISO_FORM)
    group.add("signed with it, a later expiry", "Rotation", "signature-mismatch", expiry=shift(ISO_FORM, 1))


def similar_keys(suite):
    """Keys that share all but one character, the short ones first."""
    keys = [KEY[:39], KEY, KEY + "0", KEY.upper(), KEY[::-1], KEY + KEY]
    group = suite.group("keys that resemble each other", NOW, keys=keys)
    for index in range(len(keys)):
        group.add(f"signed by key {index}", "Rotation", "authorized", expiry=JAVA_FORM, key=index)
        group.add(f"Java rendering signed by key {index}", "Rotation Reencoded", "authorized", expiry=ISO_FORM,
                  signed=JAVA_FORM, key=index)
    for name, key in (("shorter by two", KEY[:38]), ("longer by two", KEY + "00"), ("another last digit", KEY[:39] + "g")):
        group.add(f"signed with a key {name}", "Rotation OtherScheme", "signature-mismatch", expiry=JAVA_FORM,
                  signature=sign(ID, PC, key, JAVA_FORM))


def huge_numbers(suite):
    """The longest span that the calendar has is about 3.2e11 seconds: beyond it, nothing expires and nothing lasts too long."""
    start, end = YEAR_ZERO, whole_second(LAST_INSTANT)
    span = seconds_between(start, end)
    for seconds in (span - 1, span, span + 1, 10**12, 2**53 // 1000, HUGE):
        enough = seconds >= span
        group = suite.group(f"leeway {seconds} s, now in the last second", end, leeway=seconds)
        want = "authorized" if enough else "expired"
        group.add("the first instant, ISO form", "Leeway HugeNumber", want, expiry=start)
        group.add("the first second, Java form", "Leeway HugeNumber", want, expiry=java(start))
        group.add("the first second but its milliseconds, Java rendering signed", "Leeway HugeNumber Reencoded", want,
                  expiry="0000-01-01T00:00:00.999Z", signed=java(start))
        group.add("the last instant", "Leeway HugeNumber", "authorized", expiry=LAST_INSTANT)

        group = suite.group(f"lifetime at most {seconds} s, now the first instant", start, lifetime=seconds)
        want = "authorized" if enough else "lifetime-too-long"
        group.add("the last second, Java form", "Lifetime HugeNumber", want, expiry=java(end))
        group.add("the last instant, Java rendering signed", "Lifetime HugeNumber Reencoded", want, expiry=LAST_INSTANT,
                  signed=java(end))
        group.add("the last instant", "Lifetime HugeNumber", "authorized" if seconds > span else "lifetime-too-long",
                  expiry=LAST_INSTANT)
        group.add("the first instant", "Lifetime HugeNumber", "authorized", expiry=start)
    group = suite.group("leeway and lifetime as large as they come, now the last instant", LAST_INSTANT, leeway=HUGE,
                        lifetime=HUGE)
    group.add("the first instant", "Leeway Lifetime HugeNumber", "authorized", expiry=start)
    group.add("the last instant", "Leeway Lifetime HugeNumber", "authorized", expiry=LAST_INSTANT)
    group.add("forged", "Leeway Lifetime HugeNumber Tampered", "signature-mismatch", expiry=start, signature="0" * 40)
    group = suite.group("a huge leeway, now the last instant, no lifetime left", LAST_INSTANT, leeway=HUGE, lifetime=0)
    group.add("the first instant: its lifetime is negative", "Leeway Lifetime HugeNumber", "authorized", expiry=start)
    group.add("the last instant: its lifetime is nothing", "Leeway Lifetime HugeNumber", "authorized", expiry=LAST_INSTANT)


def leeway_and_whole_second(suite):
    """Leeway counts from the effective expiry: from the whole second, where only that was signed."""
    for encoding in ("either", "java-sample"):
        for offset in (-1, 0, 1, 207, 208, 209, 999, 1000) if encoding == "either" else (0, 1):
            late = 2000 + offset
            group = suite.group(f"leeway 2 s, now {late} ms after the whole second, {encoding}",
                                shift(whole_second(ISO_FORM), late), encoding=encoding, leeway=2)
            for text in (ISO_FORM, "2031-10-17T21:46:53.208+0000", "2031-10-17T21:46:53.999Z"):
                milli = int(text[20:23])
                group.add(f"{text[17:]}, Java rendering signed", "Leeway Boundary Reencoded",
                          "authorized" if offset <= 0 else "expired", expiry=text, signed=JAVA_FORM)
                if encoding == "either":
                    group.add(f"{text[17:]}, signed as sent", "Leeway Boundary",
                              "authorized" if offset <= milli else "expired", expiry=text)


def leeway_extends_only_the_expiry(suite):
    group = suite.group("leeway 1 h, lifetime at most 60 s", NOW, leeway=3600, lifetime=60)
    for offset, want in ((-3600001, "expired"), (-3600000, "authorized"), (-1, "authorized"), (0, "authorized"),
                         (60000, "authorized"), (60001, "lifetime-too-long"), (3600000, "lifetime-too-long"),
                         (3660000, "lifetime-too-long")):
        group.add(f"expiry {offset:+} ms from now", "Leeway Lifetime", want, expiry=shift(NOW, offset))
    group = suite.group("leeway 1 h, the key retired 1 ms ago", NOW, leeway=3600, keys=[(KEY, shift(NOW, -1))])
    group.add("before the expiry", "Leeway Rotation", "signature-mismatch", expiry=JAVA_FORM)
    group.add("in the leeway", "Leeway Rotation", "signature-mismatch", expiry=shift(NOW, -1))


def lifetimes(suite):
    """The maximum lifetime at its edge, with the milliseconds of now, and of what was signed."""
    for seconds in (0, 1, 60):
        for milli in ("000", "053", "500", "999"):
            now = f"{NOW[:20]}{milli}Z"
            limit = shift(now, 1000 * seconds)
            group = suite.group(f"lifetime at most {seconds} s, now at {milli} ms", now, lifetime=seconds)
            group.add("as long as it may be", "Lifetime", "authorized", expiry=limit)
            group.add("1 ms longer", "Lifetime", "lifetime-too-long", expiry=shift(limit, 1))
            if seconds:
                # The second in which the limit falls begins before it; the next one begins behind it.
                text = f"{limit[:20]}999Z"
                group.add("the last millisecond of that second, Java rendering signed", "Lifetime Reencoded", "authorized",
                          expiry=text, signed=java(text))
                text = shift(f"{limit[:20]}999Z", 1)
                group.add("the next second, Java rendering signed", "Lifetime Reencoded", "lifetime-too-long", expiry=text,
                          signed=java(text))
                text = java(limit)
                group.add("that second in Java form", "Lifetime JavaForm", "authorized", expiry=text)
    group = suite.group("lifetime at most 0 s, leeway 1 s, now at 500 ms", "2031-10-17T21:46:53.500Z", leeway=1, lifetime=0)
    group.add("Java form of this second", "Lifetime Leeway JavaForm", "authorized", expiry=JAVA_FORM)
    group.add("the end of this second, Java rendering signed", "Lifetime Leeway Reencoded", "authorized",
              expiry="2031-10-17T21:46:53.999Z", signed=JAVA_FORM)
    group.add("the end of this second, signed as sent", "Lifetime Leeway", "lifetime-too-long",
              expiry="2031-10-17T21:46:53.999Z")
    group.add("Java form of the next second", "Lifetime Leeway JavaForm", "lifetime-too-long",
              expiry="2031-10-17T21:46:54.054+0000")


def products(suite):
    """A product code is served when it is one of the list, byte for byte."""
    served = [PC, "a", "A+B", "%41", PC.upper()[:20], "~" * 50]
    group = suite.group("served products of all kinds", NOW, products=served)
    for pc in served:
        group.add(f"{pc}, served", "Products", "authorized", pc=pc, expiry=JAVA_FORM)
    for pc in (PC[:-1], PC + "0", PC[1:], PC.upper(), PC[:20], "A", "b", "aa", "a,A+B", "A%2BB", "*", "~" * 49, OTHER_PC):
        group.add(f"{pc}, not served", "Products", "product-not-allowed", pc=pc, expiry=JAVA_FORM)
    group.add("served, signed for another", "Products Tampered", "signature-mismatch", expiry=JAVA_FORM,
              signature=sign(ID, OTHER_PC, KEY, JAVA_FORM))
    group.add("the id is served, the product is not", "Products", "product-not-allowed", id=PC, pc=OTHER_PC, expiry=JAVA_FORM)
    group = suite.group("no product served", NOW, products=[])
    group.add("well signed", "Products", "product-not-allowed", expiry=JAVA_FORM)
    group.add("forged", "Products Tampered", "signature-mismatch", expiry=JAVA_FORM, signature="f" * 40)
    group.add("Java rendering signed", "Products Reencoded", "product-not-allowed", expiry=ISO_FORM, signed=JAVA_FORM)


def at_random(suite):
    """Everything at once; here the oracle alone has the word."""
    draw = Draw("at random")
    for number in range(15):
        now = shift(YEAR_ZERO, draw.below(9999 * 365 * 86400) * 1000 + draw.below(1000))
        keys = [(draw.text(1 + draw.below(128), VISIBLE + "#"), None) for _ in range(1 + draw.below(4))]
        keys = [(key, draw.pick((None, None, shift(now, draw.below(3) - 1)))) for key, _ in keys]
        codes = [draw.hex(40), draw.hex(40)]
        group = suite.group(f"random {number}", now, keys=keys, encoding=draw.pick(("as-received", "java-sample", "either")),
                            leeway=draw.pick((0, 0, 1, 3600)), products=draw.pick((None, codes, codes[:1])),
                            lifetime=draw.pick((None, None, 1, 86400)))
        for case in range(5):
            text = shift(now, draw.pick((-3600000, -1000, 0, 1000, 3600000)) + draw.below(2001) - 1000)
            text = draw.pick((text, java(text), text[:23] + "+0000"))
            signed, how = draw.pick(((text, "as sent"), (java(text), "Java rendering"), (whole_second(text), "whole second")))
            key = draw.below(len(keys))
            form = "JavaForm" if text == java(text) else "IsoForm"
            flag = form if signed == text else "Reencoded" if signed == java(text) else "OtherScheme"
            group.add(f"random {number}.{case}, signed over: {how}", flag, None,
                      id=draw.text(1 + draw.below(64), DISPLAY_ALPHABET), pc=draw.pick(codes), expiry=text, signed=signed, key=key)
