//! Lines of a format that was told: read as that and as nothing else.

use crate::util::{QUERY, TIME, assert_lines, read_line_with};
use store_auth_requests::{Format, LogOptions};

fn told(format: Format) -> LogOptions {
    let mut options = LogOptions::default();
    options.format = Some(format);
    options
}

const COMBINED: &str = "::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?id=a HTTP/1.1\" 200 1";
const HAPROXY: &str = "::1:7 [26/Apr/2016:08:00:00.000] in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 \"GET /?id=a HTTP/1.1\"";

#[test]
fn as_a_combined_log_only_lines_of_one_are_read() {
    let at = format!("a - - - @{TIME}");
    let garbage = "garbage: expected a line of a combined access log";
    let mut options = told(Format::Combined);
    assert_lines(
        &options,
        &[
            (COMBINED, &at),
            (HAPROXY, "a - - -"),
            ("::1 - - [x] \"-\" 400 0", "no authorization"),
            (r#"{"uri":"/?id=a"}"#, garbage),
            ("/?id=a", garbage),
            ("", garbage),
        ],
    );
    options.zone = chrono::FixedOffset::east_opt(0);
    assert_lines(&options, &[(COMBINED, &at), (HAPROXY, &at)]);
    options.without_times = true;
    assert_lines(&options, &[(COMBINED, "a - - -"), (HAPROXY, "a - - -")]);
}

#[test]
fn as_a_json_log_only_the_url_of_an_object_is_read() {
    let at = format!("a - - - @{TIME}");
    let garbage = "garbage: expected a JSON object";
    assert_lines(
        &told(Format::JsonLog),
        &[
            (r#"{"uri":"/?id=a"}"#, "a - - -"),
            (r#" {"uri":"/?id=a","ts":1461657600} "#, &at),
            (r#"{"uri":"/?id=a","id":"z","pc":"z","expiry":"z","signature":"z"}"#, "a - - -"),
            (r#"{"uri":"/?id=\x61"}"#, "a - - -"),
            (r#"{"uri":"/feed"}"#, "no authorization"),
            (r#"{"id":"a","pc":"b"}"#, "garbage: expected a URL, found none"),
            (COMBINED, garbage),
            ("/?id=a", garbage),
            (QUERY, garbage),
        ],
    );
}

#[test]
fn as_ndjson_only_the_fields_of_an_object_or_a_url_are_read() {
    let at = format!("a - - - @{TIME}");
    let garbage = "garbage: expected a URL, a query string or a JSON object";
    assert_lines(
        &told(Format::Ndjson),
        &[
            (r#"{"id":"a","x":1}"#, "a - - -"),
            (r#"{"id":"a","ts":1461657600}"#, &at),
            (r#"{"id":"\x61"}"#, "a - - -"),
            (r#"{"uri":"/?id=a"}"#, "- - - -"),
            ("/?id=a", "a - - -"),
            ("id=a", "a - - -"),
            ("/feed", "- - - -"),
            ("x=1", "- - - -"),
            ("/feed?id=a b", garbage),
            (COMBINED, garbage),
            ("hello", garbage),
        ],
    );
}

#[test]
fn an_object_that_is_none_is_told_as_that() {
    for format in [Format::Ndjson, Format::JsonLog] {
        for line in ["{\"id\":\"a\"", "{", "{\"id\":\"a\\x2\"}"] {
            let said = read_line_with(&told(format), line);
            assert!(said.starts_with("garbage: expected a JSON object: "), "{line}: {said}");
        }
    }
}
