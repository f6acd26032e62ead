//! Of several URLs and times in one line: which of them is believed.

use crate::util::{assert_lines, read, read_line, read_line_with};
use store_auth_requests::{Format, LogOptions};

/// In the order in which they are believed.
const URLS: [&str; 15] = [
    "request_uri",
    "uri",
    "url",
    "request.uri",
    "request.url",
    "httpRequest.requestUrl",
    "RequestPath",
    "url.original",
    "request",
    "path",
    "args",
    "query",
    "query_string",
    "url.query",
    "cs-uri-query",
];
const TIMES: [&str; 10] = [
    "time",
    "timestamp",
    "ts",
    "@timestamp",
    "time_iso8601",
    "time_local",
    "msec",
    "StartUTC",
    "start_time",
    "datetime",
];

/// Every two of them, the one that goes before first.
fn pairs<const N: usize>(
    names: [&'static str; N],
) -> impl Iterator<Item = (&'static str, &'static str)> {
    (0..N).flat_map(move |second| (0..second).map(move |first| (names[first], names[second])))
}

#[test]
fn of_two_members_with_urls_one_goes_before_whatever_their_order() {
    for (first, second) in pairs(URLS) {
        let (first, second) =
            (format!("\"{first}\":\"/?id=a\""), format!("\"{second}\":\"/?id=z\""));
        for line in [format!("{{{first},{second}}}"), format!("{{{second},{first}}}")] {
            assert_eq!(read_line(&line), "a - - -", "{line}");
        }
    }
}

#[test]
fn of_two_members_with_one_name_the_first_counts() {
    assert_eq!(read_line(r#"{"uri":"/?id=a","uri":"/?id=z"}"#), "a - - -");
    let times = r#""ts":"2016-04-26T08:00:00Z","ts":"2016-04-26T09:00:00Z""#;
    let expected = "a - - - @2016-04-26T08:00:00.000Z";
    assert_eq!(read_line(&format!("{{{times},\"id\":\"a\"}}")), expected);
    assert_eq!(read_line(&format!("{{{times},\"uri\":\"/?id=a\"}}")), expected);
    let numbers = r#""ts":1461657600,"ts":1461661200"#;
    assert_eq!(read_line(&format!("{{{numbers},\"id\":\"a\"}}")), expected);
}

#[test]
fn a_url_without_a_field_leaves_the_others_their_turn() {
    for (first, second) in pairs(URLS) {
        for (without, with) in [(first, second), (second, first)] {
            let line = format!("{{\"{without}\":\"/?x=1\",\"{with}\":\"/?id=a\"}}");
            assert_eq!(read_line(&line), "a - - -", "{line}");
        }
    }
}

#[test]
fn of_two_members_with_times_one_goes_before_whatever_their_order() {
    for (first, second) in pairs(TIMES) {
        let first = format!("\"{first}\":\"2016-04-26T08:00:00Z\"");
        let second = format!("\"{second}\":\"2016-04-26T09:00:00Z\"");
        for times in [format!("{first},{second}"), format!("{second},{first}")] {
            for rest in ["\"uri\":\"/?id=a\"", "\"id\":\"a\""] {
                let line = format!("{{{times},{rest}}}");
                assert_eq!(read_line(&line), "a - - - @2016-04-26T08:00:00.000Z", "{line}");
            }
        }
    }
}

#[test]
fn a_date_goes_before_every_number_and_a_time_before_what_is_none() {
    for (first, second) in pairs(TIMES) {
        for none in ["1461661200", "\"1461661200.000\"", "\"soon\"", "0.004", "null", "[]", "\"\""]
        {
            for (worse, date) in [(first, second), (second, first)] {
                let line = format!(
                    "{{\"{worse}\":{none},\"{date}\":\"2016-04-26T08:00:00Z\",\"uri\":\"/?id=a\"}}"
                );
                assert_eq!(read_line(&line), "a - - - @2016-04-26T08:00:00.000Z", "{line}");
            }
        }
        let line = format!("{{\"{second}\":1461661200,\"{first}\":1461657600,\"id\":\"a\"}}");
        assert_eq!(read_line(&line), "a - - - @2016-04-26T08:00:00.000Z", "{line}");
    }
}

#[test]
fn a_number_of_any_kind_is_a_time_of_its_size() {
    let at = "a - - - @2016-04-26T08:00:00.000Z";
    let late = "a - - - @2016-04-26T08:00:00.250Z";
    let bad = "garbage: malformed time: expected ISO 8601 with a zone, 26/Apr/2016:08:00:00 +0000, or a number since 1970";
    for (number, expected) in [
        ("1461657600", at),
        ("1461657600.0", at),
        ("1461657600.25", late),
        ("1461657600250", late),
        ("1461657600250.0", late),
        ("1461657600250000", late),
        ("1461657600250000000", late),
        ("\"1461657600250\"", late),
        ("0", bad),
        ("-1461657600", bad),
        ("18446744073709551615", bad),
        ("9223372036854775807", bad),
        ("1e300", bad),
        ("true", bad),
        ("{}", bad),
    ] {
        assert_eq!(read_line(&format!("{{\"ts\":{number},\"id\":\"a\"}}")), expected, "{number}");
    }
}

#[test]
fn of_two_columns_the_same_goes_before() {
    for (first, second) in pairs(URLS) {
        for (header, row) in [
            (format!("{first},{second}"), "/?id=a,/?id=z"),
            (format!("{second},{first}"), "/?id=z,/?id=a"),
            (format!("{second},{first}").to_uppercase(), "/?id=z,/?id=a"),
        ] {
            assert_eq!(read(&format!("{header}\n{row}")).1, ["a - - -"], "{header}");
        }
    }
    for (first, second) in pairs(TIMES) {
        for (times, number) in [
            ("2016-04-26T08:00:00Z,2016-04-26T09:00:00Z", "2016-04-26T08:00:00Z,1461661200"),
            ("1461657600,1461661200", "2016-04-26T08:00:00Z,soon"),
        ] {
            for row in [times, number] {
                let expected = "a - - - @2016-04-26T08:00:00.000Z";
                let log = format!("{first},{second},url\n{row},/?id=a");
                assert_eq!(read(&log).1, [expected], "{log}");
                let (one, other) = row.split_once(',').unwrap();
                let log = format!("{second},{first},url\n{other},{one},/?id=a");
                assert_eq!(read(&log).1, [expected], "{log}");
            }
        }
    }
}

#[test]
fn a_member_that_is_told_is_the_only_one_of_its_kind() {
    let mut options = LogOptions::default();
    options.url_member = Some("x.target".to_owned());
    options.time_member = Some("x.when".to_owned());
    let lines = [
        (
            r#"{"uri":"/?id=z","time":"2016-04-26T09:00:00Z","x":{"target":"/?id=a","when":"2016-04-26T08:00:00Z"}}"#,
            "a - - - @2016-04-26T08:00:00.000Z",
        ),
        (r#"{"x.target":"/?id=a","time":"2016-04-26T09:00:00Z"}"#, "a - - -"),
        (r#"{"uri":"/?id=z"}"#, "garbage: expected a URL, found none"),
    ];
    assert_lines(&options, &lines);
    options.format = Some(Format::JsonLog);
    assert_lines(&options, &lines);
}

#[test]
fn times_that_are_not_asked_for_are_read_nowhere() {
    let mut options = LogOptions::default();
    options.without_times = true;
    for line in [
        r#"{"id":"a","time":"soon"}"#,
        r#"{"uri":"/?id=a","ts":"soon"}"#,
        "::1 - - [soon] \"GET /?id=a HTTP/1.1\" 200 1",
        "::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?id=a HTTP/1.1\" 200 1",
        "2016-04-26T08:00:00Z stdout F /?id=a",
    ] {
        // A time is then another member like any.
        let expected = if line.starts_with(r#"{"id""#) {
            "garbage: expected a URL, found none"
        } else {
            "a - - -"
        };
        assert_eq!(read_line_with(&options, line), expected, "{line}");
    }
}
