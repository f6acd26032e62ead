//! What collectors of logs write before a line.

use crate::util::{QUERY, read_line, read_line_with};
use store_auth_requests::{Format, LogOptions, LoggedRequest};

/// What stands before a line, and the time that it says.
const BEFORE: [(&str, Option<&str>); 24] = [
    ("2016-04-26T09:00:00Z stdout F ", Some("09:00:00.000")),
    ("2016-04-26T09:00:00.123456789Z stderr F ", Some("09:00:00.123")),
    ("2016-04-26T11:00:00+02:00 stdout F ", Some("09:00:00.000")),
    ("2016-04-26T09:00:00,5Z ", Some("09:00:00.500")),
    ("2016-04-26T09:00:00Z host nginx[7]: ", Some("09:00:00.000")),
    ("2016-04-26T09:00:00Z nginx: ", Some("09:00:00.000")),
    ("2016-04-26T09:00:00 host nginx: ", None),
    ("<190>2016-04-26T09:00:00Z host nginx: ", Some("09:00:00.000")),
    ("<0>2016-04-26T09:00:00Z ", Some("09:00:00.000")),
    ("<13>1 2016-04-26T09:00:00Z host nginx 7 - - ", Some("09:00:00.000")),
    ("<190>1 2016-04-26T09:00:00.25Z host nginx 7 id [a b=\"c\"] ", Some("09:00:00.250")),
    (
        "<190>1 2016-04-26T09:00:00Z host nginx 7 id [a b=\"]\" c=\"\\\"]\"][d e=\"\\\\\"] ",
        Some("09:00:00.000"),
    ),
    ("<190>1 2016-04-26T09:00:00Z host nginx 7 - - \u{feff}", Some("09:00:00.000")),
    ("<190>1 - host nginx - - - ", None),
    ("<190>1 yesterday host nginx - - - ", None),
    ("<190>Apr  6 09:00:00 host nginx: ", None),
    ("Apr 26 09:00:00 host nginx[7]: ", None),
    ("Apr 26 09:00:00 nginx: ", None),
    ("Apr 26 09:00:00 10.0.0.1:7 a-b_c(d)/e@f[7]: ", None),
    ("web-1  | ", None),
    ("web_1.a | ", None),
    ("1 |", None),
    ("[pod/web-7/nginx] ", None),
    ("[pod/web/a b] ", None),
];

/// The last of those is none: a name has no blank.
fn whole() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    BEFORE.into_iter().take(BEFORE.len() - 1)
}

fn at(time: Option<&str>) -> String {
    time.map_or_else(|| "a b c d".to_owned(), |time| format!("a b c d @2016-04-26T{time}Z"))
}

fn told(format: Format) -> LogOptions {
    let mut options = LogOptions::default();
    options.format = Some(format);
    options
}

#[test]
fn a_request_behind_it_is_read_with_its_time_or_else_that_of_the_collector() {
    let object = r#"{"id":"a","pc":"b","expiry":"c","signature":"d"}"#;
    let dated = r#"{"ts":1461657600,"uri":"/?id=a&pc=b&expiry=c&signature=d"}"#;
    let combined = format!("::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?{QUERY} HTTP/1.1\" 200 1");
    for (before, time) in whole() {
        assert_eq!(read_line(&format!("{before}{QUERY}")), at(time), "{before}");
        for (line, format) in [(object, Format::Ndjson), (QUERY, Format::Ndjson)] {
            let line = format!("{before}{line}");
            assert_eq!(read_line(&line), at(time), "{line}");
            assert_eq!(read_line_with(&told(format), &line), at(time), "{line}");
        }
        for (line, format) in [(dated, Format::JsonLog), (combined.as_str(), Format::Combined)] {
            let line = format!("{before}{line}");
            assert_eq!(read_line(&line), at(Some("08:00:00.000")), "{line}");
            assert_eq!(read_line_with(&told(format), &line), at(Some("08:00:00.000")), "{line}");
            let logged = LoggedRequest::find(line.as_bytes()).unwrap();
            assert_eq!(logged.time.unwrap().timestamp(), 1_461_657_600, "{line}");
        }
        let undated = dated.replace("ts", "x");
        let line = format!("{before}{undated}");
        assert_eq!(read_line(&line), at(time), "{line}");
        let logged = LoggedRequest::find(line.as_bytes()).unwrap();
        let found = logged.time.map(|time| time.format("%H:%M:%S%.3f").to_string());
        assert_eq!(found.as_deref(), time, "{line}");
    }
}

#[test]
fn four_may_stand_before_a_line_and_no_more() {
    let combined = format!("::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?{QUERY} HTTP/1.1\" 200 1");
    for (line, format) in [
        (r#"{"uri":"/?id=a&pc=b&expiry=c&signature=d"}"#, Format::JsonLog),
        (r#"{"id":"a","pc":"b","expiry":"c","signature":"d"}"#, Format::Ndjson),
    ] {
        for number in 1..=6 {
            let line = format!("{}{line}", "web |".repeat(number));
            for options in [LogOptions::default(), told(format)] {
                let found = read_line_with(&options, &line);
                assert_eq!(found == "a b c d", number <= 4, "{line}: {found}");
                assert_eq!(found.starts_with("garbage: "), number > 4, "{line}: {found}");
            }
            if format == Format::JsonLog {
                assert_eq!(LoggedRequest::find(line.as_bytes()).is_some(), number <= 4, "{line}");
            }
        }
    }
    // The time of the innermost that says one.
    let line = format!("2016-04-26T07:00:00Z web | 2016-04-26T09:00:00Z {QUERY}");
    assert_eq!(read_line(&line), at(Some("09:00:00.000")));
    let line = format!("2016-04-26T07:00:00Z web | Apr 26 09:00:00 nginx: {QUERY}");
    assert_eq!(read_line(&line), at(Some("07:00:00.000")));
    // Of combined lines whatever is before them is passed over.
    assert_eq!(read_line(&format!("{}{combined}", "web |".repeat(9))), at(Some("08:00:00.000")));
}

#[test]
fn what_only_resembles_it_is_part_of_the_line() {
    for before in [
        "[pod/web/a b] ",
        "[pod/web",
        "pod/web] ",
        "<>1 2016-04-26T09:00:00Z host nginx 7 - - ",
        "<1a>Apr 26 09:00:00 nginx: ",
        "<12345>Apr 26 09:00:00 nginx: ",
        "1 2016-04-26T09:00:00Z host nginx 7 - - ",
        "<190>1 2016-04-26T09:00:00Z host nginx 7 - ",
        "<190>1 2016-04-26T09:00:00Z host nginx 7 - x",
        "<190>1 2016-04-26T09:00:00Z host nginx 7 id [a b=\"c\"",
        "<190>1 2016-04-26T09:00:00Z host nginx 7 id [a b=\"c\"]x ",
        "<190>1 2016-04-26T09:00:00Z host nginx 7 id [a b=\"c\\\"] ",
        "Apr 26 09:00:00 host nginx[7] ",
        "Apr 26 09:00:00 host nginx=7: ",
        "Apr 26 09:00:00 ho+st nginx: ",
        "Apr 26 09:00:00 a host nginx: ",
        "A1r 26 09:00:00 host nginx: ",
        "Apr 2x 09:00:00 host nginx: ",
        "Apr 26 09:00.00 host nginx: ",
        "Apr-26 09:00:00 host nginx: ",
        "2016-04-26 09:00:00Z ",
        "2016-04-26T09:00Z ",
        "2016-04-26T09:00:00Zx ",
        "2016/04/26T09:00:00Z ",
        "we b | ",
        "we+b | ",
        "| ",
        "web| ",
    ] {
        let line = format!("{before}{{\"id\":\"a\",\"pc\":\"b\"}}");
        let nothing = "garbage: expected a URL, a query string or a JSON object";
        assert_eq!(read_line(&line), nothing, "{line}");
    }
}

#[test]
fn a_stream_that_cri_cut_or_does_not_know_is_no_whole_line() {
    for before in ["2016-04-26T09:00:00Z stdout P ", "2016-04-26T09:00:00Z stdin F "] {
        let line = format!("{before}{{\"id\":\"a\",\"pc\":\"b\"}}");
        assert!(read_line(&line).starts_with("garbage: "), "{line}");
    }
}
