//! W3C's extended log format: values behind a line that names them.

use crate::util::{QUERY, read, read_with};
use store_auth_requests::{Format, LogOptions};

const FIELDS: &str = "#Fields: date time cs-uri-stem cs-uri-query sc-status";
const AT: &str = "a b c d @2016-04-26T08:00:00.000Z";

fn told() -> LogOptions {
    let mut options = LogOptions::default();
    options.format = Some(Format::W3c);
    options
}

/// What is read of the last line, whether the format was told or recognized.
#[track_caller]
fn assert_last(log: &str, expected: &str) {
    for options in [LogOptions::default(), told()] {
        let (format, lines) = read_with(&options, log).unwrap();
        assert_eq!(format, "w3c", "{log}");
        assert_eq!(lines.last().map(String::as_str), Some(expected), "{log}");
    }
}

#[test]
fn a_line_has_the_values_that_the_fields_name() {
    let bad_time = "garbage: malformed time: expected ISO 8601 with a zone, 26/Apr/2016:08:00:00 +0000, or a number since 1970";
    for (line, expected) in [
        (format!("2016-04-26 08:00:00 /feed {QUERY} 200"), AT),
        (format!("2016-04-26\t08:00:00\t/a b\t{QUERY}\t200"), AT),
        ("2016-04-26 08:00:00 /feed - 200".to_owned(), "no authorization"),
        ("2016-04-26 08:00:00 /feed x=1 200".to_owned(), "no authorization"),
        (format!("- 08:00:00 /feed {QUERY} 200"), bad_time),
        (format!("2016-04-26 - /feed {QUERY} 200"), bad_time),
        (format!("2016-04-31 08:00:00 /feed {QUERY} 200"), bad_time),
        (format!("2016-04-26 08:00:00 /feed {QUERY}"), "garbage: expected 5 values, found 4"),
        (format!("2016-04-26 08:00:00 /feed {QUERY} 200 1"), "garbage: expected 5 values, found 6"),
        (String::new(), "garbage: expected 5 values, found 1"),
        ("#Remark: x".to_owned(), "header"),
        (FIELDS.to_owned(), "header"),
    ] {
        assert_last(&format!("#Version: 1.0\n{FIELDS}\n{line}"), expected);
    }
}

#[test]
fn the_query_goes_before_the_whole_url_which_serves_without_it() {
    for (fields, line, expected) in [
        ("cs-uri", format!("/?{QUERY}"), "a b c d"),
        ("cs-uri cs-uri-query", format!("/?id=z {QUERY}"), "a b c d"),
        ("CS-URI-Query cs-uri", format!("- /?{QUERY}"), "a b c d"),
        ("cs-uri-query", QUERY.to_owned(), "a b c d"),
        ("cs-uri-query", "-".to_owned(), "no authorization"),
        ("date cs-uri-query", format!("soon {QUERY}"), "a b c d"),
        ("time cs-uri-query", format!("soon {QUERY}"), "a b c d"),
    ] {
        assert_last(&format!("#FIELDS: {fields}\n{line}"), expected);
    }
}

#[test]
fn fields_may_be_named_anew() {
    let (format, lines) = read(&format!(
        "#Fields: cs-uri-query x\n{QUERY} 1\n#Fields: x cs-uri-query\n1 {QUERY}\n{QUERY}\n#Fields: x\n1 {QUERY}"
    ));
    assert_eq!(format, "w3c");
    let wrong = "garbage: expected 2 values, found 1";
    // The one that stands alone says of itself what it is.
    assert_eq!(
        lines,
        ["header", "a b c d", "header", "a b c d", "a b c d", "header", "a b c d"],
        "{wrong}"
    );
    let (_, lines) = read_with(&told(), &format!("#Fields: cs-uri-query x\n{QUERY}")).unwrap();
    assert_eq!(lines, ["header", wrong]);
}

#[test]
fn a_layout_is_new_only_where_the_fields_are() {
    let reader = store_auth_requests::LogReader::new(&LogOptions::default());
    let (layout, _) = reader.recognize(FIELDS.as_bytes()).unwrap();
    assert!(reader.layout_behind(&layout, FIELDS.as_bytes()).is_none());
    assert!(reader.layout_behind(&layout, b"#Fields: date").is_none());
    assert!(reader.layout_behind(&layout, b"2016-04-26 08:00:00 /feed - 200").is_none());
    let other = reader.layout_behind(&layout, b" #Fields: cs-uri\r").unwrap();
    assert_eq!(other.format(), Format::W3c);
    let (ndjson, _) = reader.recognize(b"id=a").unwrap();
    assert!(reader.layout_behind(&ndjson, FIELDS.as_bytes()).is_none());
}

#[test]
fn a_line_of_another_kind_is_read_as_what_it_looks_like_unless_the_format_was_told() {
    let log = format!("{FIELDS}\n{{\"id\":\"a\"}}\n/feed\nhello\n{{\"id\"");
    let wrong = "garbage: expected 5 values, found 1";
    assert_eq!(read(&log).1, ["header", "a - - -", "no authorization", wrong, wrong]);
    assert_eq!(read_with(&told(), &log).unwrap().1, ["header", wrong, wrong, wrong, wrong]);
}

#[test]
fn a_field_that_is_told_is_the_only_one() {
    let mut options = told();
    options.url_member = Some("my-url".to_owned());
    let log = format!("#Fields: cs-uri-query My-URL\nid=z /?{QUERY}");
    assert_eq!(read_with(&options, &log).unwrap().1, ["header", "a b c d"]);
    let expected = "expected a line #Fields that names cs-uri-query, or the URL".to_owned();
    assert_eq!(read_with(&options, FIELDS), Err(expected.clone()));
    assert_eq!(read_with(&told(), "#Fields: date time\n"), Err(expected.clone()));
    assert_eq!(read_with(&told(), QUERY), Err(expected));
}

#[test]
fn times_that_are_not_asked_for_are_not_read() {
    let mut options = LogOptions::default();
    options.without_times = true;
    let log = format!("{FIELDS}\n2016-04-31 08:00:00 /feed {QUERY} 200");
    assert_eq!(read_with(&options, &log).unwrap().1, ["header", "a b c d"]);
}
