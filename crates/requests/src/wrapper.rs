//! What collectors of logs write before each line: CRI, syslog, Docker and Compose, Kubernetes.

/// So many programs may have handed a line on, each with something of its own around it.
pub(crate) const WRAPPERS_MAX: usize = 4;

/// A line behind what a collector wrote.
#[derive(Debug, PartialEq)]
pub(crate) struct Wrapped<'a> {
    pub(crate) line: &'a [u8],
    /// When the collector got the line, where it says so with a zone.
    pub(crate) time: Option<&'a [u8]>,
}

/// Takes off what one collector wrote. None where there is nothing of that kind, or nothing behind it.
pub(crate) fn strip(line: &[u8]) -> Option<Wrapped<'_>> {
    let (line, priority) = match without_priority(line) {
        Some(rest) => (rest, true),
        None => (line, false),
    };
    let version = line.strip_prefix(b"1 ").filter(|_| priority);
    let wrapped = if let Some(rest) = version {
        syslog_5424(rest)?
    } else if let Some((time, rest)) = iso_time(line) {
        behind_iso_time(time, rest)
    } else if let Some(rest) = syslog_time(line) {
        Wrapped { line: behind_tag(rest)?, time: None }
    } else {
        Wrapped { line: compose(line).or_else(|| kubectl(line))?, time: None }
    };
    (!wrapped.line.is_empty()).then_some(wrapped)
}

/// `<190>`
fn without_priority(line: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr(b'>', line.get(..5).unwrap_or(line))?;
    let digits = line[..end].strip_prefix(b"<")?;
    (!digits.is_empty() && digits.iter().all(u8::is_ascii_digit)).then(|| &line[end + 1..])
}

/// `2016-04-26T07:17:59.123Z host app 7 - [data a="b"] line`
fn syslog_5424(rest: &[u8]) -> Option<Wrapped<'_>> {
    let (time, mut rest) = word(rest)?;
    for _ in 0..4 {
        rest = word(rest)?.1;
    }
    if let Some(line) = rest.strip_prefix(b"- ") {
        rest = line;
    } else {
        while rest.starts_with(b"[") {
            rest = &rest[closing_bracket(rest)? + 1..];
        }
        rest = rest.strip_prefix(b" ")?;
    }
    let line = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest);
    Some(Wrapped { line, time: iso_time(time).map(|_| time) })
}

/// Where a list of `name="value"` ends: values may hold brackets, and escape their quotes.
fn closing_bracket(data: &[u8]) -> Option<usize> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    data.iter().position(|byte| {
        let ends = *byte == b']' && !is_quoted;
        is_quoted ^= *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    })
}

/// CRI's `stdout F line`, a syslog file's `host tag: line`, or the line itself.
fn behind_iso_time<'a>(time: &'a [u8], rest: &'a [u8]) -> Wrapped<'a> {
    let of_stream = |stream: &[u8]| rest.strip_prefix(stream)?.strip_prefix(b"F ");
    let line = of_stream(b"stdout ").or_else(|| of_stream(b"stderr "));
    Wrapped { line: line.or_else(|| behind_tag(rest)).unwrap_or(rest), time: Some(time) }
}

/// `host nginx[7]: line`, or without a host.
fn behind_tag(rest: &[u8]) -> Option<&[u8]> {
    let is_name = |word: &[u8]| {
        word.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/[]()@".contains(byte))
    };
    let (first, behind) = word(rest)?;
    let (tag, line) = if first.ends_with(b":") { (first, behind) } else { word(behind)? };
    (tag.ends_with(b":") && is_name(first) && is_name(tag)).then_some(line)
}

/// `2016-04-26T07:17:59.123456789Z ` or with another zone, and what is behind it.
fn iso_time(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (time, rest) = word(line).unwrap_or((line, b""));
    let is_time = matches!(
        time,
        [_, _, _, _, b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', _, _, ..]
    ) && time.iter().all(|byte| byte.is_ascii_digit() || b"-+:.,TZ".contains(byte));
    is_time.then_some((time, rest))
}

/// Behind `Apr 26 07:17:59 `.
fn syslog_time(line: &[u8]) -> Option<&[u8]> {
    let (time, rest) = line.split_at_checked(16)?;
    let is_time = matches!(time, [_, _, _, b' ', _, _, b' ', _, _, b':', _, _, b':', _, _, b' '])
        && time[..3].iter().all(u8::is_ascii_alphabetic)
        && time[5].is_ascii_digit();
    is_time.then_some(rest)
}

/// Compose's `web-1  | line`.
fn compose(line: &[u8]) -> Option<&[u8]> {
    let bar = memchr::memchr(b'|', line)?;
    let name = line[..bar].trim_ascii_end();
    let is_name = !name.is_empty()
        && name.len() < bar
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
    is_name.then(|| line[bar + 1..].trim_ascii_start())
}

/// `[pod/web-7/nginx] line`, as `kubectl logs --prefix` writes it.
fn kubectl(line: &[u8]) -> Option<&[u8]> {
    let (name, line) = word(line.strip_prefix(b"[pod/")?)?;
    name.ends_with(b"]").then_some(line)
}

/// The text before the first space, and behind it.
fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b' ', text)?;
    Some((&text[..end], &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_stripped(line: &str, expected: Option<(&str, Option<&str>)>) {
        let found = strip(line.as_bytes());
        let expected = expected
            .map(|(line, time)| Wrapped { line: line.as_bytes(), time: time.map(str::as_bytes) });
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn what_a_collector_wrote_is_taken_off_and_its_time_kept() {
        let time = "2016-04-26T07:17:59.123456789Z";
        for (before, time) in [
            (format!("{time} stdout F "), Some(time)),
            (format!("{time} stderr F "), Some(time)),
            (format!("{time} "), Some(time)),
            (format!("{time} host nginx[7]: "), Some(time)),
            (format!("<190>1 {time} host nginx 7 - - "), Some(time)),
            (format!("<190>1 {time} host nginx 7 id [a b=\"]\\\"\"][c] "), Some(time)),
            ("<190>1 - host nginx 7 - - ".to_owned(), None),
            ("<190>Apr  6 07:17:59 host nginx: ".to_owned(), None),
            ("Apr 26 07:17:59 host nginx[7]: ".to_owned(), None),
            ("<190>Apr 26 07:17:59 nginx: ".to_owned(), None),
            ("web-1  | ".to_owned(), None),
            ("[pod/web-7/nginx] ".to_owned(), None),
        ] {
            for line in ["{\"a\": 1}", "x y"] {
                assert_stripped(&format!("{before}{line}"), Some((line, time)));
            }
        }
    }

    #[test]
    fn what_no_collector_wrote_stays() {
        for line in [
            "",
            "x",
            "{\"a\":1}",
            "id=1|2",
            "a b | c",
            "|x",
            "<x>y",
            "<190>",
            "2016-04-26T07:17:59Z",
            "bad request {\"id\":\"x\"}",
            "\"Apr 26 07:17:59 host nginx: x",
        ] {
            assert_stripped(line, None);
        }
    }
}
