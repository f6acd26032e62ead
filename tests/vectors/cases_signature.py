"""What is hashed: lengths at the edges of SHA-1's blocks, keys, and constructions that are not the scheme's."""

import base64
import hashlib
import hmac
from itertools import permutations

from suite import ID, KEY, OTHER_PC, PC, STRANGER, VISIBLE, Draw, java, sha1, shift, sign, whole_second

NOW = "2031-10-17T20:46:53.053Z"
ISO_FORM = "2031-10-17T21:46:53.208Z"
JAVA_FORM = java(ISO_FORM)

# Ends of a message, in bytes: padding needs 9 more, so 55 and 119 fill a block, and 56 and 120 begin one for the padding.
EDGES = (54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129, 182, 183, 184, 185, 191, 192, 193, 246, 247, 248, 249,
         255, 256, 257)


def add_to(suite):
    block_edges(suite)
    delimiters_in_keys(suite)
    changed_inputs(suite)
    other_orders(suite)
    other_delimiters(suite)
    other_inputs(suite)
    other_digests(suite)
    length_extension(suite)


def block_edges(suite):
    """Every length of key; with each, two messages that end at an edge, the edges and the forms in turn."""
    draw = Draw("block edges")
    uses = dict.fromkeys(EDGES, 0)
    turn = 0
    for first in range(1, 129, 4):
        keys = [draw.text(length, VISIBLE + "#") for length in range(first, first + 4)]
        group = suite.group(f"keys of {first} to {first + 3} bytes, messages that end at an edge of a block", NOW, keys=keys)
        for index, key in enumerate(keys):
            for _ in range(2):
                # The text that is hashed, and the one that is sent.
                hashed, sent, how = ((ISO_FORM, ISO_FORM, "ISO form"), (JAVA_FORM, JAVA_FORM, "Java form"),
                                     (JAVA_FORM, ISO_FORM, "ISO form, Java rendering signed"))[turn % 3]
                fixed = len(key) + 3 + len(hashed)
                edges = [edge for edge in EDGES if fixed + 2 <= edge <= fixed + 114]
                if not edges:
                    continue
                edge = min(edges, key=uses.get)  # the first of the least used
                rest = edge - fixed
                id_length = max(1, rest - 50) + draw.below(min(64, rest - 1) - max(1, rest - 50) + 1)
                id, pc = draw.text(id_length, VISIBLE), draw.text(rest - id_length, VISIBLE)
                assert len(f"{id}#{pc}#{key}#{hashed}") == edge and id and pc
                flags = "BlockEdge Reencoded" if hashed != sent else "BlockEdge Valid"
                group.add(f"key of {len(key)} bytes, message of {edge} bytes, {how}", flags, "authorized", id=id, pc=pc,
                          expiry=sent, signed=hashed, key=index)
                uses[edge] += 1
                turn += 1
    assert all(uses.values())

    shortest, longest = draw.text(1, VISIBLE), draw.text(128, VISIBLE)
    group = suite.group("the shortest and the longest key", NOW, keys=[shortest, longest])
    for index, (id, pc) in enumerate((("A", "b"), ("A" * 64, "b" * 50))):
        key = (shortest, longest)[index]
        for sent in (ISO_FORM, JAVA_FORM):
            group.add(f"message of {len(id + pc + key + sent) + 3} bytes", "BlockEdge Bounds Valid", "authorized", id=id,
                      pc=pc, expiry=sent, key=index)
        group.add(f"message of {len(id + pc + key + JAVA_FORM) + 3} bytes, of an ISO form", "BlockEdge Bounds Reencoded",
                  "authorized", id=id, pc=pc, expiry=ISO_FORM, signed=JAVA_FORM, key=index)
        group.add(f"{len(id)} and {len(pc)} bytes, under the other key", "Bounds Tampered", "signature-mismatch", id=id,
                  pc=pc, expiry=JAVA_FORM, signature=sign(id, pc, STRANGER, JAVA_FORM))


def delimiters_in_keys(suite):
    """`#` may stand anywhere in a key: it delimits nothing there."""
    keys = ["#", "##", "#" * 128, "#" + KEY, KEY + "#", f"#{KEY}#", "a#b", f"{PC}#{KEY}"]
    for key in keys:
        name = key if len(key) < 5 else f"{key[:6]}...{key[-6:]}, {len(key)} bytes"
        group = suite.group(f"the key {name}", NOW, keys=[key])
        group.add("Java form", "Rotation Valid", "authorized", expiry=JAVA_FORM)
        group.add("ISO form", "Rotation IsoForm", "authorized", expiry=ISO_FORM)
        group.add("signed with the key without its delimiters", "Rotation OtherScheme", "signature-mismatch",
                  expiry=JAVA_FORM, signature=sign(ID, PC, key.replace("#", ""), JAVA_FORM))
    # Under one key of `#` and another, the same bytes stand for two products: only one of them fits the grammar.
    group = suite.group("a key that begins with a delimiter, and the bytes of another product", NOW, keys=["#" + KEY, KEY])
    group.add("product code p, the first key", "DelimiterInjection Valid", "authorized", pc="p", expiry=JAVA_FORM)
    group.add("product code p#, the second key, the same signature", "DelimiterInjection", "malformed pc", pc="p#",
              expiry=JAVA_FORM, key=1)
    assert group.tests[0]["signature"] == group.tests[1]["signature"]
    group.add("product code p, the second key", "Valid", "authorized", pc="p", expiry=JAVA_FORM, key=1)
    # Signed for what is sent, so that only the grammar stands in the way.
    group = suite.group("a delimiter moved", NOW)
    for id, pc, want in (("A#", "B", "id"), ("#A", "B", "id"), ("A", "#B", "pc"), ("A", "B#", "pc"), ("A#B", "B", "id"),
                         ("#", "#", "id"), ("A", "#", "pc"), ("A##", "B", "id"), ("A", "##B", "pc"),
                         (f"A#{PC}", PC, "id"), ("A", f"{PC}#{KEY[:9]}", "pc")):
        group.add(f"id {id[:9]}, product code {pc[:9]}...{pc[-1:]}", "DelimiterInjection", f"malformed {want}", id=id, pc=pc,
                  expiry=JAVA_FORM)
    # Good fields whose signature covers the same bytes with the `#` one place on.
    for id, pc, signed_id, signed_pc in (("A", "BC", "AB", "C"), ("AB", "C", "A", "BC"), ("AA", "A", "A", "AA")):
        group.add(f"id {id}, product code {pc}, signed for {signed_id} and {signed_pc}", "DelimiterInjection Tampered",
                  "signature-mismatch", id=id, pc=pc, expiry=JAVA_FORM, signature=sign(signed_id, signed_pc, KEY, JAVA_FORM))


def changed_inputs(suite):
    group = suite.group("one field differs from what was signed", NOW)
    changes = {
        "id and product code exchanged": {"id": PC, "pc": ID},
        "id lower case": {"id": ID.lower()},
        "id cut at the end": {"id": ID[:-1]},
        "id cut at the front": {"id": ID[1:]},
        "id longer by one": {"id": ID + "A"},
        "id twice": {"id": ID + ID},
        "product code upper case": {"pc": PC.upper()},
        "product code cut at the end": {"pc": PC[:-1]},
        "product code longer by one": {"pc": PC + "0"},
        "another product code": {"pc": OTHER_PC},
        "product code as the id": {"id": PC},
        "id as the product code": {"pc": ID},
    }
    right = sign(ID, PC, KEY, JAVA_FORM)
    for name, fields in changes.items():
        group.add(name, "Tampered", "signature-mismatch", expiry=JAVA_FORM, signature=right, **fields)
    for seconds in (-60, -1, 1, 60, 3600, 86400, 31536000):
        for form, text in (("Java", java(shift(ISO_FORM, 1000 * seconds))), ("ISO", shift(ISO_FORM, 1000 * seconds))):
            group.add(f"{form} form moved by {seconds} s", "Tampered", "signature-mismatch", expiry=text, signature=right)
    # Under `either` the milliseconds of an expiry whose Java rendering was signed are anybody's: the second is not.
    for milli in ("000", "052", "054", "999"):
        text = f"{ISO_FORM[:20]}{milli}Z"
        group.add(f"milliseconds {milli} put on a signed Java rendering", "Tampered Reencoded", "authorized", expiry=text,
                  signed=JAVA_FORM)
    for milli in (-1, 1):
        group.add(f"ISO form moved by {milli} ms", "Tampered", "signature-mismatch", expiry=shift(ISO_FORM, milli),
                  signature=sign(ID, PC, KEY, ISO_FORM))


def wrong(suite, name, constructions):
    """A group of requests in which nothing but the signature is wrong."""
    group = suite.group(name, NOW)
    right = sign(ID, PC, KEY, JAVA_FORM)
    for comment, signature in constructions.items():
        assert signature != right and len(signature) == 40, comment
        group.add(comment, "OtherScheme", "signature-mismatch", expiry=JAVA_FORM, signature=signature)


def other_orders(suite):
    parts = {"id": ID, "product": PC, "key": KEY, "expiry": JAVA_FORM}
    orders = [order for order in permutations(parts) if order != tuple(parts)]
    wrong(suite, "the parts in every other order", {
        ", ".join(order): sha1("#".join(parts[part] for part in order)) for order in orders
    })
    wrong(suite, "a part left out, twice, or empty", {
        **{f"{name} left out": sha1("#".join(parts[part] for part in parts if part != name)) for name in parts},
        **{f"{name} twice": sha1("#".join(f"{parts[part]}#{parts[part]}" if part == name else parts[part] for part in parts))
           for name in parts},
        **{f"{name} empty": sha1("#".join("" if part == name else parts[part] for part in parts)) for name in parts},
    })


def other_delimiters(suite):
    parts = (ID, PC, KEY, JAVA_FORM)
    texts = {f"0x{ord(char):02x} for every #": char.join(parts) for char in "|:;,&/ \n\t\0-_.+\"$%"}
    texts["## for every #"] = "##".join(parts)
    texts["%23 for every #"] = "%23".join(parts)
    texts["\\n for every #, with CR"] = "\r\n".join(parts)
    texts["fullwidth # for every #"] = "\uff03".join(parts)
    texts["no # before the product"] = f"{ID}{PC}#{KEY}#{JAVA_FORM}"
    texts["no # before the key"] = f"{ID}#{PC}{KEY}#{JAVA_FORM}"
    texts["no # before the expiry"] = f"{ID}#{PC}#{KEY}{JAVA_FORM}"
    right = "#".join(parts)
    for name, text in (("#", "#"), ("a space", " "), ("CR LF", "\r\n"), ("NUL", "\0"), ("a byte-order mark", "\ufeff")):
        texts[f"{name} before"] = text + right
        texts[f"{name} behind"] = right + text
    texts["a newline before"] = "\n" + right
    texts["in double quotes"] = f'"{right}"'
    texts["spaces around every #"] = " # ".join(parts)
    wrong(suite, "other delimiters", {name: sha1(text) for name, text in texts.items()})


def other_inputs(suite):
    """The right order and delimiters, and one part in another dress."""
    quoted = JAVA_FORM.replace(":", "%3A").replace("+", "%2B")
    texts = {
        "key upper case": (ID, PC, KEY.upper(), JAVA_FORM),
        "key cut by its last character": (ID, PC, KEY[:-1], JAVA_FORM),
        "key cut by its first character": (ID, PC, KEY[1:], JAVA_FORM),
        "key twice, without a delimiter": (ID, PC, KEY + KEY, JAVA_FORM),
        "key with CR LF": (ID, PC, KEY + "\r\n", JAVA_FORM),
        "key with a space": (ID, PC, KEY + " ", JAVA_FORM),
        "key with a space before": (ID, PC, " " + KEY, JAVA_FORM),
        "key with NUL": (ID, PC, KEY + "\0", JAVA_FORM),
        "key with a byte-order mark": (ID, PC, "\ufeff" + KEY, JAVA_FORM),
        "key in quotes": (ID, PC, f'"{KEY}"', JAVA_FORM),
        "key in Base64": (ID, PC, base64.b64encode(bytes.fromhex(KEY)).decode(), JAVA_FORM),
        "key's text in Base64": (ID, PC, base64.b64encode(KEY.encode()).decode(), JAVA_FORM),
        "SHA-1 of the key": (ID, PC, sha1(KEY), JAVA_FORM),
        "server id before the key": (ID, PC, "RiseFinancial" + KEY, JAVA_FORM),
        "id lower case": (ID.lower(), PC, KEY, JAVA_FORM),
        "id in quotes": (f'"{ID}"', PC, KEY, JAVA_FORM),
        "product upper case": (ID, PC.upper(), KEY, JAVA_FORM),
        "names and values": (f"id={ID}", f"pc={PC}", f"key={KEY}", f"expiry={JAVA_FORM}"),
        "null for the id": ("null", PC, KEY, JAVA_FORM),
        "expiry percent-encoded": (ID, PC, KEY, quoted),
        "expiry with its + as a space": (ID, PC, KEY, JAVA_FORM.replace("+", " ")),
        "expiry lower case": (ID, PC, KEY, JAVA_FORM.lower()),
        "expiry with Z": (ID, PC, KEY, JAVA_FORM[:23] + "Z"),
        "expiry without milliseconds": (ID, PC, KEY, JAVA_FORM[:19] + "Z"),
        "expiry without milliseconds, +0000": (ID, PC, KEY, JAVA_FORM[:19] + "+0000"),
        "expiry with milliseconds 000": (ID, PC, KEY, whole_second(JAVA_FORM)),
        "expiry with its colon in the zone": (ID, PC, KEY, JAVA_FORM[:-2] + ":00"),
        "expiry with milliseconds not padded": (ID, PC, KEY, JAVA_FORM[:20] + "53+0000"),
        "expiry in Unix seconds": (ID, PC, KEY, "1950040013"),
        "expiry in Unix milliseconds": (ID, PC, KEY, "1950040013000"),
        "expiry in the zone of Toronto": (ID, PC, KEY, "2031-10-17T17:46:53.053-0400"),
        "expiry in the zone of Kolkata": (ID, PC, KEY, "2031-10-18T03:16:53.053+0530"),
        "expiry in the Thai calendar": (ID, PC, KEY, "2574" + JAVA_FORM[4:]),
        "expiry in twelve hours": (ID, PC, KEY, JAVA_FORM.replace("T21", "T09")),
        "expiry's second rounded up": (ID, PC, KEY, "2031-10-17T21:46:54.054+0000"),
        "expiry with a newline": (ID, PC, KEY, JAVA_FORM + "\n"),
        "expiry cut to the day": (ID, PC, KEY, JAVA_FORM[:10]),
        "week year for the year": (ID, PC, KEY, "2031-42-17" + JAVA_FORM[10:]),
    }
    wrong(suite, "one part written otherwise", {name: sha1("#".join(parts)) for name, parts in texts.items()})


def other_digests(suite):
    message = f"{ID}#{PC}#{KEY}#{JAVA_FORM}".encode()
    without_key = f"{ID}#{PC}#{JAVA_FORM}".encode()
    digest = hashlib.sha1(message)
    right = digest.hexdigest()
    words = [right[at : at + 8] for at in range(0, 40, 8)]
    signatures = {
        f"{name} cut to 40 digits": hashlib.new(name, message).hexdigest()[:40]
        for name in ("sha224", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
    }
    signatures |= {
        "MD5 and eight zeros": hashlib.md5(message).hexdigest() + "00000000",
        "eight zeros and MD5": "00000000" + hashlib.md5(message).hexdigest(),
        "the last 40 digits of SHA-256": hashlib.sha256(message).hexdigest()[-40:],
        "SHA-1 of SHA-1, raw": hashlib.sha1(digest.digest()).hexdigest(),
        "SHA-1 of SHA-1, digits": sha1(right),
        "SHA-1 of the message twice": hashlib.sha1(message + message).hexdigest(),
        "SHA-1 of the message reversed": hashlib.sha1(message[::-1]).hexdigest(),
        "UTF-16 big-endian": hashlib.sha1(message.decode().encode("utf-16-be")).hexdigest(),
        "UTF-16 with a byte-order mark": hashlib.sha1(b"\xff\xfe" + message.decode().encode("utf-16-le")).hexdigest(),
        "UTF-32": hashlib.sha1(message.decode().encode("utf-32-le")).hexdigest(),
        "EBCDIC": hashlib.sha1(message.decode().encode("cp037")).hexdigest(),
        "upper case throughout": hashlib.sha1(message.upper()).hexdigest(),
        "lower case throughout": hashlib.sha1(message.lower()).hexdigest(),
        "Base64 of the message": hashlib.sha1(base64.b64encode(message)).hexdigest(),
        "HMAC-SHA1 of the whole message": hmac.new(KEY.encode(), message, "sha1").hexdigest(),
        "HMAC-SHA1 under the raw key": hmac.new(bytes.fromhex(KEY), without_key, "sha1").hexdigest(),
        "HMAC-SHA1, the key for the text": hmac.new(without_key, KEY.encode(), "sha1").hexdigest(),
        "HMAC-SHA256 cut to 40 digits": hmac.new(KEY.encode(), without_key, "sha256").hexdigest()[:40],
        "PBKDF2 with one round": hashlib.pbkdf2_hmac("sha1", KEY.encode(), without_key, 1, 20).hex(),
        "bytes reversed": digest.digest()[::-1].hex(),
        "digits reversed": right[::-1],
        "digits of every byte exchanged": "".join(right[at + 1] + right[at] for at in range(0, 40, 2)),
        "words little-endian": "".join(bytes.fromhex(word)[::-1].hex() for word in words),
        "words reversed": "".join(reversed(words)),
        "halves exchanged": right[20:] + right[:20],
        "the first half twice": right[:20] * 2,
        "complement": "".join(f"{15 - int(digit, 16):x}" for digit in right),
        "one more": f"{int(right, 16) + 1:040x}",
        "one less": f"{int(right, 16) - 1:040x}",
        "the first byte right, zeros behind": right[:2] + "0" * 38,
        "the last byte wrong": right[:38] + f"{int(right[38:], 16) ^ 0xFF:02x}",
        "rotated by a digit": right[1:] + right[0],
    }
    wrong(suite, "other digests", signatures)


def length_extension(suite):
    """What an attacker without the key makes of an authorization: the padding, then anything, under a right digest."""
    # Keys of lengths that leave one block of padding, or two, and a padding as short as it can be.
    now = "2031-10-17T22:46:53.000Z"
    later = "2041-10-17T21:46:53.053+0000"
    for length in (1, 8, 22, 23, 24, 31, 32, 40, 128):
        key = Draw(f"extended {length}").hex(length)
        group = suite.group(f"SHA-1 extended, a key of {length} bytes", now, keys=[key])
        message = f"{ID}#{PC}#{key}#{JAVA_FORM}".encode()
        padding = b"\x80" + bytes(-(len(message) + 9) % 64) + (8 * len(message)).to_bytes(8, "big")
        for name, suffix in (("a later expiry", later), ("a delimiter and a later expiry", "#" + later)):
            digest = hashlib.sha1(message + padding + suffix.encode()).hexdigest()
            group.add(f"padding and {name}", "LengthExtension", "malformed expiry", signature=digest,
                      expiry=JAVA_FORM + padding.decode("latin-1") + suffix)
        group.add("the later expiry alone", "LengthExtension", "signature-mismatch", expiry=later, signature=digest)
