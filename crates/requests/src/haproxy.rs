//! HAProxy's `httplog`: `client [time] frontend backend/server times … "request line"`.

use crate::combined::{CombinedLine, request_line};

/// Reads a line, whatever stands before the client. The time has no zone.
pub(crate) fn parse(line: &[u8]) -> Option<CombinedLine<'_>> {
    let open = memchr::memmem::find(line, b" [")? + 1;
    let close = open + memchr::memchr(b']', &line[open..])?;
    let time = &line[open + 1..close];
    // Captured headers stand in braces before the request line, and may hold quotes.
    let quote = memchr::memmem::rfind(line, b" \"")? + 1;
    let between = line.get(close..quote)?;
    let mut values = between.split(|byte| *byte == b' ').skip(1).filter(|value| !value.is_empty());
    let _frontend = values.next()?;
    let has_server = values.next()?.contains(&b'/');
    let has_timers = memchr::memchr_iter(b'/', values.next()?).count() == 4;
    // The line may be cut at the end: HAProxy does so itself.
    (is_time(time) && has_server && has_timers)
        .then(|| CombinedLine { time, target: request_line(&line[quote + 1..]) })
}

/// Whether a text looks like `26/Apr/2016:08:00:00.123`.
fn is_time(text: &[u8]) -> bool {
    matches!(text, [_, _, b'/', _, _, _, b'/', _, _, _, _, b':', _, _, b':', _, _, b':', _, _, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_line(line: &str, expected: Option<(&str, Option<&str>)>) {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let found = parse(line.as_bytes());
        let found = found.map(|line| (text(line.time), line.target.as_deref().map(text)));
        let expected = expected.map(|(time, target)| (time.to_owned(), target.map(str::to_owned)));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn time_and_target_are_found_with_headers_or_without() {
        let start = "10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0";
        let time = "06/Feb/2009:12:14:14.655";
        for (rest, target) in [
            (" \"GET /index.html HTTP/1.1\"", Some("/index.html")),
            (" {data.example|agent \"x\"} {} \"GET /?id=1 HTTP/1.1\"", Some("/?id=1")),
            (" \"<BADREQ>\"", None),
        ] {
            for before in ["", "Feb  6 12:14:14 localhost haproxy[14389]: "] {
                assert_line(&format!("{before}{start}{rest}"), Some((time, target)));
            }
        }
    }

    #[test]
    fn other_lines_are_none() {
        for line in [
            "",
            "[x] \"",
            "a [06/Feb/2009:12:14:14.655] http-in static/srv1 \"GET / HTTP/1.1\"",
            "a [06/Feb/2009:12:14:14.655] http-in static 1/2/3/4/5 \"GET / HTTP/1.1\"",
            "a [soon] http-in static/srv1 10/0/30/69/109 \"GET / HTTP/1.1\"",
        ] {
            assert_line(line, None);
        }
    }
}
