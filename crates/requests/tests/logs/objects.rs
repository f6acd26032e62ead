//! Lines that are JSON objects: requests by their own fields, access logs, and what collectors make of lines.

use crate::util::{QUERY, TIME, assert_lines, read_line};
use store_auth_requests::LogOptions;

const NO_URL: &str = "garbage: expected a URL, found none";
const BAD_TIME: &str = "garbage: malformed time: expected ISO 8601 with a zone, 26/Apr/2016:08:00:00 +0000, or a number since 1970";

#[test]
fn an_object_of_fields_is_a_request_whatever_else_it_has() {
    let at = format!("a b c d @{TIME}");
    assert_lines(
        &LogOptions::default(),
        &[
            (r#"{"id":"a","pc":"b","expiry":"c","signature":"d"}"#, "a b c d"),
            (
                r#" {"signature":"d","expiry_time":"c","pc":"b","cid":"a","x":[{"id":"z"}]} "#,
                "a b c d",
            ),
            (r#"{"id":"a","pc":"b","expiry":"c","signature":"d","ts":1461657600}"#, &at),
            (r#"{"id":"a","pc":"b","expiry":"c","signature":"d","ts":"soon"}"#, BAD_TIME),
            (r#"{"id":"\u0061\"","pc":"b"}"#, "a\" b - -"),
            (r#"{"pc":"b","x":1}"#, "- b - -"),
            (r#"{"expiry":"c","x":1}"#, "- - c -"),
            (r#"{"signature":"d","x":1}"#, "- - - d"),
            (r#"{"pc":7,"x":1}"#, "- - - -"),
        ],
    );
}

#[test]
fn an_id_alone_is_a_request_only_where_nothing_else_is_there() {
    let at = format!("a - - - @{TIME}");
    assert_lines(
        &LogOptions::default(),
        &[
            (r#"{"id":"a"}"#, "a - - -"),
            (r#"{"cid":"a"}"#, "a - - -"),
            (r#"{"id":"a","time":"2016-04-26T08:00:00Z"}"#, &at),
            (r#"{"id":"a","time":"soon"}"#, BAD_TIME),
            (r#"{"id":"a","log":"hello"}"#, "a - - -"),
            (r#"{"id":"a","x":1}"#, NO_URL),
            (r#"{"id":"a","uri":"/feed"}"#, "no authorization"),
            (r#"{"x":1}"#, NO_URL),
            ("{}", NO_URL),
        ],
    );
}

#[test]
fn all_four_fields_go_before_a_url_and_fewer_behind_it() {
    let members = [("id", "a"), ("pc", "b"), ("expiry", "c"), ("signature", "d")];
    let object = |members: &[(&str, &str)]| {
        let members = members.iter().map(|(name, value)| format!("\"{name}\":\"{value}\","));
        format!("{{{}\"uri\":\"/?id=z\"}}", members.collect::<String>())
    };
    assert_eq!(read_line(&object(&members)), "a b c d");
    for missing in 0..4 {
        let mut members = members.to_vec();
        members.remove(missing);
        assert_eq!(read_line(&object(&members)), "z - - -", "{missing}");
    }
    for (other, place) in [("cid", 0), ("expiry_time", 2)] {
        let mut members = members;
        members[place].0 = other;
        assert_eq!(read_line(&object(&members)), "a b c d", "{other}");
    }
    let without = object(&members[..2]).replace("id=z", "x=1");
    assert_eq!(read_line(&without), "a b - -");
}

#[test]
fn what_is_no_object_is_told_without_its_text() {
    for line in ["{", "{\"id\":\"a\"", "{\"id\":}", "{\"uri\":\"/?id=a\"} x", "{id=a}"] {
        let said = read_line(line);
        assert!(said.starts_with("garbage: expected a JSON object: "), "{line}: {said}");
        assert!(!said.contains("id=a"), "{said}");
    }
}

#[test]
fn the_escapes_of_nginx_are_read_though_no_json_has_them() {
    let at = format!("a\" b - - @{TIME}");
    assert_lines(
        &LogOptions::default(),
        &[
            (r#"{"ts":"1461657600.000","uri":"/?id=a\x22&pc=b"}"#, &at),
            (r#"{"uri":"/?id=a\x26pc=b"}"#, "a b - -"),
            (r#"{"uri":"/?id=\\x26pc=b\x26expiry=c"}"#, "\\x26pc=b - c -"),
            (r#"{"id":"a\x5c","pc":"b"}"#, "a\\ b - -"),
        ],
    );
    assert!(read_line(r#"{"uri":"/?id=a\x2"}"#).starts_with("garbage: expected a JSON object"));
}

/// An object as Docker keeps a line.
fn kept(line: &str, time: &str) -> String {
    let line = serde_json::to_string(&format!("{line}\n")).unwrap();
    format!("{{\"log\":{line},\"stream\":\"stdout\",\"time\":\"{time}\"}}")
}

#[test]
fn a_line_that_a_collector_keeps_in_an_object_is_read_as_it_was_written() {
    let combined = format!("::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?{QUERY} HTTP/1.1\" 200 1");
    let later = "2016-04-26T09:00:00Z";
    for (line, expected) in [
        (combined.as_str(), "a b c d @2016-04-26T08:00:00.000Z"),
        (QUERY, "a b c d @2016-04-26T09:00:00.000Z"),
        (r#"{"id":"a"}"#, "a - - - @2016-04-26T09:00:00.000Z"),
        (r#"{"uri":"/"}"#, "no authorization"),
        ("hello", NO_URL),
        ("/feed", NO_URL),
    ] {
        assert_eq!(read_line(&kept(line, later)), expected, "{line}");
    }
    let unsaid = kept(QUERY, "soon");
    assert_eq!(read_line(&unsaid), "a b c d");
}

#[test]
fn of_several_kept_lines_the_first_counts_and_a_url_beside_goes_before() {
    assert_lines(
        &LogOptions::default(),
        &[
            (r#"{"log":"id=a","message":"id=z"}"#, "a - - -"),
            (r#"{"MESSAGE":"id=a","log":"id=z"}"#, "a - - -"),
            (r#"{"message":7,"log":"id=a"}"#, "a - - -"),
            (r#"{"message":"id=z","uri":"/?id=a"}"#, "a - - -"),
            (r#"{"message":"id=a","uri":"/feed"}"#, "a - - -"),
            (r#"{"message":"hello","uri":"/feed"}"#, "no authorization"),
            (r#"{"message":"id=z","pc":"b"}"#, "- b - -"),
            (r#"{"message":"id=a","id":"7"}"#, "a - - -"),
        ],
    );
}

#[test]
fn lines_are_unpacked_four_times_and_no_oftener() {
    let mut line = QUERY.to_owned();
    for depth in 1..=6 {
        line = kept(&line, "2016-04-26T08:00:00Z");
        let expected = if depth <= 4 { format!("a b c d @{TIME}") } else { NO_URL.to_owned() };
        assert_eq!(read_line(&line), expected, "{depth}");
    }
    let escaped = r#"{"uri":"/?id=a\x26pc=b"}"#;
    let mut line = escaped.to_owned();
    for depth in 1..=5 {
        line = serde_json::json!({"log": line}).to_string();
        let expected = if depth <= 3 { "a b - -" } else { NO_URL };
        assert_eq!(read_line(&line), expected, "{depth}");
    }
}

#[test]
fn members_are_found_by_their_whole_path_alone() {
    assert_lines(
        &LogOptions::default(),
        &[
            (r#"{"request":{"uri":"/?id=a"}}"#, "a - - -"),
            (r#"{"request.uri":"/?id=a"}"#, "a - - -"),
            (r#"{"request":{"x":{"uri":"/?id=a"}}}"#, NO_URL),
            (r#"{"request":{"pc":"b"}}"#, NO_URL),
            (r#"{"requests":"/?id=a"}"#, NO_URL),
            (r#"{"x":{"uri":"/?id=a"}}"#, NO_URL),
            (r#"{"request":[{"uri":"/?id=a"}]}"#, NO_URL),
            (r#"{"uri":["/?id=a"],"x":[1,[2],{"uri":"z"}],"path":"/?id=b"}"#, "b - - -"),
            (r#"{"url":{"original":"/?id=a","query":"id=z","full":"/?id=y"}}"#, "a - - -"),
        ],
    );
}

#[test]
fn a_name_may_be_of_any_length() {
    for length in [0, 1, 63, 64, 65, 1000, 100_000] {
        let name = "x".repeat(length);
        let line = format!("{{\"{name}\":\"/?id=z\",\"uri\":\"/?id=a\"}}");
        assert_eq!(read_line(&line), "a - - -", "{length}");
    }
}

#[test]
fn a_member_that_is_no_text_is_no_url() {
    for value in ["7", "-7", "1.5", "18446744073709551615", "true", "null", "[]", "{}"] {
        let line = format!("{{\"uri\":{value},\"args\":\"id=a\"}}");
        assert_eq!(read_line(&line), "a - - -", "{line}");
        assert_eq!(read_line(&format!("{{\"uri\":{value}}}")), NO_URL, "{value}");
    }
}
