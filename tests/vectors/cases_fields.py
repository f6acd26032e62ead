"""Grammar of id, product code and signature, and the order in which several bad fields are named."""

import hashlib
from base64 import b32encode, b64encode
from itertools import combinations

from suite import DISPLAY_ALPHABET, ID, KEY, PC, VISIBLE, Draw, sign

NOW = "2031-10-17T20:46:53.053Z"
EXPIRY = "2031-10-17T21:46:53.053+0000"

SIGNATURE = sign(ID, PC, KEY, EXPIRY)


def add_to(suite):
    every_byte(suite)
    token_positions(suite)
    token_lengths(suite)
    lookalikes(suite)
    signature_positions(suite)
    signature_lengths(suite)
    signature_spellings(suite)
    several_bad_fields(suite)


def every_byte(suite):
    group = suite.group("every byte that an id and a product code take", NOW)
    for char in VISIBLE:
        group.add(f"0x{ord(char):02x} last in the id, first in the product code", "Valid", "authorized",
                  id="A" + char, pc=char + "b", expiry=EXPIRY)
    group = suite.group("every ASCII byte that they do not take", NOW)
    for byte in (*range(0x21), 0x23, 0x7F):
        char = chr(byte)
        group.add(f"id: 0x{byte:02x} alone", "BadToken", "malformed id", id=char, expiry=EXPIRY)
        group.add(f"product code: 0x{byte:02x} alone", "BadToken", "malformed pc", pc=char, expiry=EXPIRY)


def token_positions(suite):
    """In the longest id and product code, so that a check which stops early shows."""
    draw = Draw("longest tokens")
    tokens = {"id": draw.text(64, DISPLAY_ALPHABET), "pc": draw.hex(50)}
    group = suite.group("a bad byte first, in the middle and last", NOW)
    for field, token in tokens.items():
        for char in "\0\x1f #\x7f\x80\u00c4\u0660":
            for place, at in (("first", 0), ("in the middle", len(token) // 2), ("last", len(token) - 1)):
                group.add(f"{field}: U+{ord(char):04X} {place}", "BadToken", f"malformed {field}", expiry=EXPIRY,
                          **{field: token[:at] + char + token[at + 1 :]})


def token_lengths(suite):
    draw = Draw("token lengths")
    group = suite.group("lengths of id and product code", NOW)
    for length in (1, 2, 62, 63, 64, 65, 66, 127, 128, 129, 255, 256, 257):
        group.add(f"id of {length} bytes", "Bounds", "authorized" if length <= 64 else "malformed id",
                  id=draw.text(length, VISIBLE), expiry=EXPIRY)
    for length in (1, 2, 48, 49, 50, 51, 52, 63, 64, 65, 255, 256, 257):
        group.add(f"product code of {length} bytes", "Bounds", "authorized" if length <= 50 else "malformed pc",
                  pc=draw.text(length, VISIBLE), expiry=EXPIRY)
    for id_length, pc_length, want in ((64, 50, "authorized"), (1, 1, "authorized"), (1, 50, "authorized"),
                                       (64, 1, "authorized"), (64, 51, "malformed pc"), (65, 50, "malformed id"),
                                       (65, 51, "malformed id"), (0, 50, "malformed id"), (64, 0, "malformed pc"),
                                       (0, 0, "malformed id"), (50, 64, "malformed pc")):
        group.add(f"id of {id_length} and product code of {pc_length} bytes", "Bounds", want,
                  id=draw.text(id_length, VISIBLE), pc=draw.text(pc_length, VISIBLE), expiry=EXPIRY)
    # Few characters, many bytes, and the reverse of what a count of characters would say.
    for chars, char in ((32, "\u00e9"), (33, "\u00e9"), (16, "\U0001f600"), (64, "\u00e9"), (64, "\u5c4f")):
        for field in ("id", "pc"):
            group.add(f"{field}: {chars} times U+{ord(char):04X}", "BadToken", f"malformed {field}",
                      expiry=EXPIRY, **{field: chars * char})


def lookalikes(suite):
    """The scheme decodes nothing: such values are taken byte for byte, and a decoded one is another value."""
    group = suite.group("ids and product codes that look like something else", NOW)
    values = (".", "..", "../..", "./a", "/etc/passwd", "C:\\nul", "%41", "%00", "%23", "%2523", "%", "%%", "%zz", "+", "A+B",
              "&", "a&b=c", "=", "?", "a?b", ";", "--", "*", "$", "$HOME", "${x}", "$(id)", "`id`", "|", "~", "!", "^", "@",
              '"', "'", '""', "''", '"A"', "'A'", "\\", "\\\\", "\\n", "\\0", "\\u0041", "\\x23", "[]", "{}",
              '{"a":1}', "<b>", "&amp;", "&num;", "<script>", "'or'1'='1", "null", "NULL", "undefined", "true", "false",
              "NaN", "0", "00", "-0", "-1", "1e9", "0x41", "1.0", ",", "A,B", ":", "A:B", "(", "()", "=?UTF-8?", "id",
              "pc=", "signature", "*" * 50, "%41" * 16, "\\" * 50)
    for value in values:
        group.add(f"both are {value}", "Valid Escaping", "authorized", id=value, pc=value, expiry=EXPIRY)

    group = suite.group("signed for the decoded value, or for the encoded one", NOW)
    pairs = (("%41BC", "ABC"), ("A%2BB", "A+B"), ("A+B", "A B"), ("A%20B", "A B"), ("A%23B", "A#B"), ("A%26B", "A&B"),
             ("A&amp;B", "A&B"), ("A&num;B", "A#B"), ("\\u0041", "A"), ("\\x41", "A"), ('"A"', "A"), ("A\\", "A"),
             ("A/../B", "B"), ("./A", "A"), ("A/", "A"), ("A\\\\B", "A\\B"), ("A,B", "A"), ("A;B", "A"), ("A=B", "A"),
             ("A%00", "A"), ("A%0A", "A"), ("0A", "A"), ("ABC", "abc"))
    for sent, meant in pairs:
        for here, there, how in ((sent, meant, "decoded"), (meant, sent, "encoded")):
            if " " in here or "#" in here:
                continue
            fields, signed = ((here, PC), (there, PC)) if how == "decoded" else ((ID, here), (ID, there))
            field = "id" if how == "decoded" else "product code"
            group.add(f"{field} {here}, signed {how}: {there}", "Escaping Tampered", "signature-mismatch",
                      id=fields[0], pc=fields[1], expiry=EXPIRY, signature=sign(*signed, KEY, EXPIRY))


def signature_positions(suite):
    """Neighbours of 0-9 and a-f, and upper case, at every position of a right signature."""
    group = suite.group("a wrong byte at every position of a signature", NOW)
    for at, right in enumerate(SIGNATURE):
        wrong = "/:`g@G \x7f\0#"
        if right.isalpha():
            wrong += right.upper()
        for byte in wrong:
            group.add(f"position {at}: 0x{ord(byte):02x} for {right}", "BadSignature", "malformed signature",
                      expiry=EXPIRY, signature=SIGNATURE[:at] + byte + SIGNATURE[at + 1 :])
    group = suite.group("a wrong digit at every position of a signature", NOW)
    for at, right in enumerate(SIGNATURE):
        digit = "0123456789abcdef"[int(right, 16) ^ (1 << at % 4)]
        group.add(f"position {at}: {digit} for {right}", "Tampered", "signature-mismatch",
                  expiry=EXPIRY, signature=SIGNATURE[:at] + digit + SIGNATURE[at + 1 :])


def signature_lengths(suite):
    group = suite.group("lengths of a signature", NOW)
    for length in (0, 1, 2, 8, 20, 32, 38, 39, 41, 42, 64, 79, 80, 81, 128, 160):
        group.add(f"{length} digits", "BadSignature", "malformed signature", expiry=EXPIRY,
                  signature=(SIGNATURE * 4)[:length])
    group.add("the last 39 digits", "BadSignature", "malformed signature", expiry=EXPIRY, signature=SIGNATURE[1:])
    group.add("40 digits", "Valid", "authorized", expiry=EXPIRY)
    for char in " \t\n\r\0#,;":
        group.add(f"0x{ord(char):02x} before", "BadSignature", "malformed signature", expiry=EXPIRY,
                  signature=char + SIGNATURE)
        group.add(f"0x{ord(char):02x} behind", "BadSignature", "malformed signature", expiry=EXPIRY,
                  signature=SIGNATURE + char)


def signature_spellings(suite):
    """Other ways to write the 20 bytes of a right signature."""
    raw = bytes.fromhex(SIGNATURE)
    group = suite.group("other spellings of a right signature", NOW)
    spellings = {
        "Base64": b64encode(raw).decode(),
        "Base32": b32encode(raw).decode(),
        "Base64 of the digits, cut to 40 characters": b64encode(SIGNATURE.encode()).decode()[:40],
        "the raw bytes, as Latin-1": raw.decode("latin-1"),
        "the raw bytes twice, as Latin-1": (raw + raw).decode("latin-1"),
        "percent-encoded": "".join(f"%{byte:02x}" for byte in raw),
        "octets with colons": ":".join(f"{byte:02x}" for byte in raw),
        "words with spaces": " ".join(SIGNATURE[at : at + 8] for at in range(0, 40, 8)),
        "40 characters, the first digits fullwidth": "".join(chr(ord(c) + 0xFEE0) for c in SIGNATURE[:4]) + SIGNATURE[4:],
        "decimal": str(int(SIGNATURE, 16)),
        "the prefix sha1:": "sha1:" + SIGNATURE,
        "the prefix {SHA}": "{SHA}" + b64encode(raw).decode(),
        "in double quotes": f'"{SIGNATURE}"',
        "in single quotes": f"'{SIGNATURE}'",
        "a comma and the same again": f"{SIGNATURE},{SIGNATURE}",
        "with a server id before it": "A:" + SIGNATURE,
        "the hexadecimal of the digits": SIGNATURE.encode().hex(),
        "upper case altogether": SIGNATURE.upper(),
        "null": "null",
        "40 spaces": " " * 40,
        "40 times NUL": "\0" * 40,
        "40 bytes of UTF-8, digits at the ends": "0" + "\u00e9" * 19 + "0",
    }
    for name, spelling in spellings.items():
        group.add(name, "BadSignature", "malformed signature", expiry=EXPIRY, signature=spelling)

    # Java's BigInteger and Integer.toHexString drop leading zeros, and make eight digits of a negative byte: look for a
    # digest where both happen.
    number = next(n for n in range(10**6) if sign(f"ZERO{n}", PC, KEY, EXPIRY)[:2] == "00")
    digest = sign(f"ZERO{number}", PC, KEY, EXPIRY)
    octets = [digest[at : at + 2] for at in range(0, 40, 2)]
    id = f"ZERO{number}"
    group.add("a digest with leading zeros, whole", "Valid", "authorized", id=id, expiry=EXPIRY)
    group.add("leading zeros dropped", "BadSignature", "malformed signature", id=id, expiry=EXPIRY,
              signature=digest.lstrip("0"))
    group.add("leading zeros of every byte dropped", "BadSignature", "malformed signature", id=id, expiry=EXPIRY,
              signature="".join(octet.lstrip("0") for octet in octets))
    group.add("bytes as signed integers", "BadSignature", "malformed signature", id=id, expiry=EXPIRY,
              signature="".join("ffffff" + octet if octet >= "80" else octet for octet in octets))
    group.add("a zero and 40 digits", "BadSignature", "malformed signature", id=id, expiry=EXPIRY,
              signature="0" + digest)
    for name, forged in (("exponent and zeros", "0e" + "0" * 38), ("0e and digits", "0e46" + "1234567890" * 3 + "123456"),
                         ("SHA-1 of nothing", hashlib.sha1(b"").hexdigest()), ("the key itself", KEY), ("the product code", PC)):
        group.add(f"well formed, but no signature: {name}", "OtherScheme", "signature-mismatch", expiry=EXPIRY,
                  signature=forged)


def several_bad_fields(suite):
    """Every set of bad fields, by a bad byte and by a bad length; and each of them when it is too late as well."""
    order = ("id", "pc", "expiry", "signature")
    good = {"id": ID, "pc": PC, "expiry": EXPIRY, "signature": SIGNATURE}
    bad = {
        "a bad byte": {"id": "A#B", "pc": "A B", "expiry": EXPIRY.replace("T", "t"), "signature": SIGNATURE.upper()},
        "a bad length": {"id": "A" * 65, "pc": "b" * 51, "expiry": EXPIRY[:-1], "signature": SIGNATURE[:-1]},
        "nothing": {"id": "", "pc": "", "expiry": "", "signature": ""},
    }
    for clock, now in (("before", NOW), ("after", "2099-01-01T00:00:00.000Z")):
        group = suite.group(f"several bad fields, now {clock} the expiry", now)
        for how, values in bad.items():
            for count in (2, 3, 4) if clock == "before" else (1,):
                for chosen in combinations(order, count):
                    fields = {**good, **{name: values[name] for name in chosen}}
                    group.add(f"{how} in {', '.join(chosen)}", "Precedence", f"malformed {chosen[0]}", **fields)
    # What the clock alone does, to the same request without a bad field.
    group.add("no bad field: expired", "Expired", "expired", expiry=EXPIRY)
