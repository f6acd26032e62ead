"""The expiry as a text: its calendar, its grammar, its three readings."""

from calendar import isleap

from suite import ID, KEY, PC, Draw, instant, java, plus, seconds_between, shift, sign, whole_second

YEAR_ZERO = "0000-01-01T00:00:00.000Z"
LAST_INSTANT = "9999-12-31T23:59:59.999Z"
EPOCH = "1970-01-01T00:00:00.000Z"

# Both forms of one moment, with digits that are all in range wherever they stand.
ISO_FORM = "2031-10-17T21:46:53.208Z"
JAVA_FORM = java(ISO_FORM)


def add_to(suite):
    dates(suite)
    times(suite)
    first_and_last_instants(suite)
    distances(suite)
    wrong_bytes(suite)
    other_lengths(suite)
    other_spellings(suite)
    seconds_against_milliseconds(suite)
    encodings(suite)


def dates(suite):
    """Ends of February and of the year, under each of the leap rules; ends of every month."""
    group = suite.group("real and unreal dates, from year 0 to year 9999", YEAR_ZERO)

    def add(date, real, why, forms=("ISO", "Java")):
        want = "authorized" if real else "malformed expiry"
        flags = "Calendar Valid" if real else "Calendar BadDate"
        for form in forms:
            tail = "T12:34:56.789Z" if form == "ISO" else "T12:34:56.056+0000"
            group.add(f"{date}, {form} form: {why}", flags, want, expiry=date + tail)

    for year in (0, 1, 4, 100, 400, 1582, 1600, 1700, 1900, 1996, 2000, 2023, 2024, 2100, 2400, 9996, 9999):
        # The rule again, in words of its own.
        kind = "every 400 years" if year % 400 == 0 else "a century" if year % 100 == 0 else "a common rule"
        add(f"{year:04}-02-28", True, "in every year", ["ISO"])
        add(f"{year:04}-02-29", isleap(year), f"{kind}, leap" if isleap(year) else f"{kind}, not leap")
    for year in (0, 1900, 2000, 2024, 9999):
        add(f"{year:04}-02-30", False, "in no year")
    for year in (0, 1, 1969, 2000, 9998):
        add(f"{year:04}-12-31", True, "last of the year", ["Java"])
        add(f"{year + 1:04}-01-01", True, "first of the year", ["Java"])
    for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1):
        if month != 2:
            add(f"2023-{month:02}-{days}", True, "last of the month")
            add(f"2023-{month:02}-{days + 1}", False, "past the month")
    for date in ("2023-02-00", "2023-12-00", "2023-12-39", "2023-12-40", "2023-12-99", "2023-02-31"):
        add(date, False, "no such day")
    for date in ("2023-00-15", "2023-13-15", "2023-19-15", "2023-20-15", "2023-99-15", "0000-00-00", "9999-99-99"):
        add(date, False, "no such month")
    # Days that the change from the Julian calendar left out: the scheme's calendar is Gregorian throughout.
    for date in ("1582-10-04", "1582-10-05", "1582-10-14", "1582-10-15", "1752-09-03", "1752-09-13"):
        add(date, True, "around the change of calendars", ["Java"])


def times(suite):
    group = suite.group("real and unreal times of the day", EPOCH)
    good = ("00:00:00", "00:00:59", "00:59:00", "23:00:00", "23:59:59", "19:59:59", "09:09:09")
    bad = ("24:00:00", "24:00:01", "25:00:00", "29:59:59", "30:00:00", "99:00:00", "00:60:00", "00:61:00", "00:69:00")
    bad += ("00:99:00", "00:00:60", "00:00:61", "00:00:69", "00:00:99", "23:59:60", "24:60:60")
    for time in good + bad:
        want = "authorized" if time in good else "malformed expiry"
        flags = "Calendar Valid" if time in good else "BadDate"
        group.add(f"{time}, ISO form", flags, want, expiry=f"2024-02-29T{time}.500Z")
        group.add(f"{time}, Java form", flags, want, expiry=f"2024-02-29T{time}.0{time[6:]}+0000")


def first_and_last_instants(suite):
    group = suite.group("now is the first instant", YEAR_ZERO)
    for text in (YEAR_ZERO, java(YEAR_ZERO), "0000-01-01T00:00:00.001Z", "0000-01-01T00:00:00.001+0000"):
        group.add(f"{text}, signed as sent", "Calendar Boundary", "authorized", expiry=text)
    group.add("the last instant", "Calendar Bounds", "authorized", expiry=LAST_INSTANT)
    group.add("the last second in Java form", "Calendar Bounds", "authorized", expiry=java(LAST_INSTANT))
    group.add("the last instant, Java rendering signed", "Calendar Reencoded", "authorized", expiry=LAST_INSTANT,
              signed=java(LAST_INSTANT))
    group.add("0000-01-01T00:00:00.001Z, Java rendering signed", "Calendar Reencoded", "authorized",
              expiry="0000-01-01T00:00:00.001Z", signed=java(YEAR_ZERO))

    group = suite.group("now is 1 ms after the first instant", shift(YEAR_ZERO, 1))
    group.add("the first instant, ISO form", "Calendar Boundary Expired", "expired", expiry=YEAR_ZERO)
    group.add("the first instant, Java form", "Calendar Boundary Expired", "expired", expiry=java(YEAR_ZERO))
    for form in ("Z", "+0000"):
        text = "0000-01-01T00:00:00.001" + form
        group.add(f"{text}, signed as sent", "Calendar Boundary", "authorized", expiry=text)
        group.add(f"{text}, Java rendering signed", "Calendar Boundary Reencoded", "expired", expiry=text,
                  signed=java(text))

    group = suite.group("now is the last instant", LAST_INSTANT)
    group.add("the last instant, ISO form", "Calendar Boundary", "authorized", expiry=LAST_INSTANT)
    group.add("the last instant with +0000", "Calendar Boundary", "authorized", expiry=plus(LAST_INSTANT))
    group.add("the last instant, Java rendering signed", "Calendar Boundary Reencoded", "expired",
              expiry=LAST_INSTANT, signed=java(LAST_INSTANT))
    group.add("1 ms before", "Calendar Boundary Expired", "expired", expiry=shift(LAST_INSTANT, -1))
    group.add("the last second in Java form", "Calendar Boundary Expired", "expired", expiry=java(LAST_INSTANT))
    group.add("the first instant", "Calendar Expired", "expired", expiry=YEAR_ZERO)

    group = suite.group("now is the last whole second", whole_second(LAST_INSTANT))
    group.add("the last second in Java form", "Calendar Boundary", "authorized", expiry=java(LAST_INSTANT))
    group.add("the last instant, Java rendering signed", "Calendar Boundary Reencoded", "authorized",
              expiry=LAST_INSTANT, signed=java(LAST_INSTANT))
    group.add("the second before, in Java form", "Calendar Boundary Expired", "expired",
              expiry="9999-12-31T23:59:58.058+0000")


def distances(suite):
    """A span measured twice, as a maximum lifetime and as a leeway: a day too many or too few shows at once."""
    pairs = [(f"{year:04}-02-28", f"{year:04}-03-01") for year in (0, 4, 100, 400, 1900, 2000, 2023, 2024, 2100, 9996)]
    pairs += [(f"2023-{month:02}-01", f"2023-{month + 1:02}-01") for month in range(1, 12)]
    pairs += [("0000-01-01", "0001-01-01"), ("0000-01-01", "0400-01-01"), ("0000-12-31", "1970-01-01"),
              ("0000-01-02", "9999-12-30"), ("1582-10-04", "1582-10-15"), ("1600-01-01", "2000-01-01"),
              ("1900-03-01", "2100-03-01"), ("1969-12-31", "1970-01-01"), ("1970-01-01", "2038-01-19"),
              ("2023-12-31", "2024-01-01"), ("9998-12-31", "9999-01-01")]
    draw = Draw("distances")
    while len(pairs) < 34:
        first, second = sorted(
            f"{draw.below(10000):04}-{1 + draw.below(12):02}-{1 + draw.below(28):02}" for _ in range(2))
        pairs.append((first, second))
    for from_day, to_day in pairs:
        second = f"{draw.below(24):02}:{draw.below(60):02}:{draw.below(60):02}"
        # It may end earlier in the day than it began: the days are at least one apart.
        other = f"{draw.below(24):02}:{draw.below(60):02}:{draw.below(60):02}"
        start, end = f"{from_day}T{second}.400Z", f"{to_day}T{other}.400Z"
        span = seconds_between(start, end)
        assert span > 0

        group = suite.group(f"from {start} to {end}: {span} s of lifetime", start, lifetime=span)
        group.add("exactly the longest lifetime", "Calendar Lifetime", "authorized", expiry=end)
        group.add("1 ms more", "Calendar Lifetime", "lifetime-too-long", expiry=shift(end, 1))

        group = suite.group(f"from {start} to {end}: {span} s of leeway", end, leeway=span)
        group.add("exactly the leeway ago", "Calendar Leeway", "authorized", expiry=start)
        group.add("1 ms earlier", "Calendar Leeway Expired", "expired", expiry=shift(start, -1))


def wrong_bytes(suite):
    """At every position bytes that do not belong there: neighbours of the digits and of each separator."""
    # ASCII neighbours first, then what a sloppy parser may take.
    for_digit = "/: -a\0"
    for_separator = {"-": ",. /0", "T": "SUt 0", ":": "9;. -", ".": "-/,:0", "Z": "Y[z0 ", "+": "*,- 0Z"}
    for form, base in (("ISO", ISO_FORM), ("Java", JAVA_FORM)):
        group = suite.group(f"a wrong byte at every position of the {form} form", EPOCH)
        for at, right in enumerate(base):
            wrong = for_separator.get(right, for_digit)
            if at > 23:
                # The digits of +0000: other digits are another zone.
                wrong += "19"
            for byte in wrong:
                group.add(f"position {at}: 0x{ord(byte):02x} for {right}", "NonCanonicalExpiry", "malformed expiry",
                          expiry=base[:at] + byte + base[at + 1 :])


def other_lengths(suite):
    """Every length that one form has on its way, and one byte more on either side."""
    for form, base in (("ISO", ISO_FORM), ("Java", JAVA_FORM)):
        group = suite.group(f"the {form} form cut, lengthened and changed inside", EPOCH)
        # Up to the seconds both forms are one text: once is enough.
        for length in range(1 if form == "ISO" else 21, len(base)):
            group.add(f"the first {length} bytes", "NonCanonicalExpiry", "malformed expiry", expiry=base[:length])
        for length in (2, 5, len(base) - 1):
            group.add(f"the last {length} bytes", "NonCanonicalExpiry", "malformed expiry", expiry=base[-length:])
        for byte in " \t\n\r\0#0Z\u00a0":
            group.add(f"U+{ord(byte):04X} behind", "NonCanonicalExpiry", "malformed expiry", expiry=base + byte)
            group.add(f"U+{ord(byte):04X} before", "NonCanonicalExpiry", "malformed expiry", expiry=byte + base)
        for at in (4, 10, 19, 22):
            group.add(f"position {at} doubled", "NonCanonicalExpiry", "malformed expiry",
                      expiry=base[: at + 1] + base[at:])
            group.add(f"position {at} left out", "NonCanonicalExpiry", "malformed expiry",
                      expiry=base[:at] + base[at + 1 :])


def other_spellings(suite):
    """Texts for the same moment, or near it, that date libraries read or write; each is well signed."""
    group = suite.group("other spellings of a moment", EPOCH)
    to_milli, to_second = ISO_FORM[:23], ISO_FORM[:19]
    zones = ("+0001", "+0010", "+1000", "-0001", "+00:00", "-00:00", "+00", "+000", "+00000", " +0000", "+ 0000")
    zones += ("GMT", "utc", "Z+0000", "+0000Z", "+0000+0000", "[UTC]", "Z[UTC]", "+0000 (UTC)", "\u22120000")
    zones += ("+2400", "+0060", "-0800", "+0530", "Europe/London", "A", "%2B0000", "&#43;0000", "\uff0b0000")
    for zone in zones:
        group.add(f"zone {zone}", "NonCanonicalExpiry", "malformed expiry", expiry=to_milli + zone)
    for fraction in ("", ".", ".2", ".2080", ".208000000", ",2080", ".+08", ".0x8"):
        group.add(f"fraction {fraction or 'left out'}", "NonCanonicalExpiry", "malformed expiry",
                  expiry=f"{to_second}{fraction}Z")
    for text in ("31-10-17T21:46:53.208Z", "+002031-10-17T21:46:53.208Z",
                 "2031-W42-5T21:46:53.208Z", "2031-290T21:46:53.208Z", "2031-10-17T21:46.887Z",
                 "20311017T214653.208Z", "2031-1-17T21:46:53.208Z", "2031-10-7T21:46:53.0208Z", "17-10-2031T21:46:53.208Z",
                 "10/17/2031 09:46:53 PM", "2031-10-17T9:46:53.0208Z", "Fri Oct 17 21:46:53 UTC 2031",
                 "Fri, 17 Oct 2031 21:46:53 +0000", "1950040013208", "1950040013.208", "-2031-10-17T21:46:53.20Z",
                 "2031-10-17_21:46:53.208Z", "2031-10-17T21:46:53.208+0000/2031-10-17T21:46:53.208+0000", "P1D",
                 '"2031-10-17T21:46:53.208Z"', "undefined", "NaN", "0", "Infinity", "2031-10-17T21:46:53.20\u0668Z",
                 "\u0662\u0660\u0663\u0661-10-17T21:46:53.208Z", "2031\u201010\u201017T21:46:53.208Z",
                 "2031-10-17T21\uff1a46\uff1a53.208Z", "2031-10-17T21:46:53.2\u00b08Z", "2031-10-17T21:46:53.20\u00b2Z"):
        group.add(f"{text}", "NonCanonicalExpiry", "malformed expiry", expiry=text)


def seconds_against_milliseconds(suite):
    """+0000 with mmm equal to the seconds is a whole second; one more or less, or Z, and the milliseconds count."""
    now = "2031-10-17T21:46:30.001Z"
    group = suite.group("every second in Java form, now 1 ms into second 30", now)
    for second in range(60):
        text = f"2031-10-17T21:46:{second:02}.0{second:02}+0000"
        want = "authorized" if second > 30 else "expired"
        group.add(f"second {second}", "JavaForm Boundary", want, expiry=text)

    group = suite.group("milliseconds near the seconds", "2031-10-17T21:46:00.000Z")
    for second in (0, 1, 5, 30, 59):
        candidates = {second - 1, second, second + 1, second + 100, second * 10, 0, 999}
        for milli in sorted(m for m in candidates if 0 <= m <= 999):
            for zone in ("Z", "+0000"):
                text = f"2031-10-17T21:46:{second:02}.{milli:03}{zone}"
                flags = "JavaForm" if text == java(text) else "IsoForm"
                group.add(f"{text[17:]}, signed as sent", flags, "authorized", expiry=text)
                assert group.tests[-1]["expiresAt"] == instant(text)

    # 30.030+0000 is expired here, see above; its neighbours, and the same digits with Z, are not.
    group = suite.group("now between the whole second and its milliseconds", now)
    for text, want in (("30.030Z", "authorized"), ("30.031+0000", "authorized"),
                       ("30.029+0000", "authorized"), ("30.000+0000", "expired"), ("30.001+0000", "authorized"),
                       ("30.300+0000", "authorized"), ("30.000Z", "expired")):
        text = "2031-10-17T21:46:" + text
        flags = "Boundary JavaForm" if text == java(text) else "Boundary IsoForm"
        group.add(f"{text[17:]}, signed as sent", flags, want, expiry=text)
        if text != java(text):
            group.add(f"{text[17:]}, Java rendering signed", "Boundary Reencoded", "expired", expiry=text,
                      signed=java(text))


def encodings(suite):
    """Every text of one second, against signatures over each way to write that second, under each policy."""
    second = "2031-10-17T21:46:53"
    texts = ("000Z", "053Z", "208Z", "999Z", "000+0000", "053+0000", "208+0000", "999+0000")
    coverings = {
        "Java rendering": lambda text: java(text),
        "the other zone": lambda text: plus(text) if text.endswith("Z") else text[:23] + "Z",
        "Java rendering with Z": lambda text: java(text)[:23] + "Z",
        "the whole second": lambda text: whole_second(text),
        "the whole second with +0000": lambda text: plus(whole_second(text)),
        "Java rendering of the next second": lambda text: java(f"{second[:17]}54.000Z"),
    }
    for encoding in ("as-received", "java-sample", "either"):
        group = suite.group(f"one second in every form, {encoding}", EPOCH, encoding=encoding)
        for tail in texts:
            text = f"{second}.{tail}"
            seen = set()
            for name, covering in {"the text as sent": lambda text: text, **coverings}.items():
                signed = covering(text)
                if signed in seen:
                    continue
                seen.add(signed)
                as_sent = encoding != "java-sample" and signed == text
                rendered = encoding != "as-received" and signed == java(text)
                flags = "IsoForm" if signed == text else "Reencoded" if signed == java(text) else "OtherScheme"
                group.add(f"{tail}, signed over {name}", "JavaForm" if signed == text == java(text) else flags,
                          "authorized" if as_sent or rendered else "signature-mismatch",
                          expiry=text, signature=sign(ID, PC, KEY, signed), signed=signed)
