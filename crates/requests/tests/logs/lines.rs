//! Lines that say of themselves what they are.

use crate::util::{QUERY, assert_lines, read_line};
use store_auth_requests::{LogOptions, RequestLine};

const NOTHING: &str = "garbage: expected a URL, a query string or a JSON object";
const NONE: &str = "no authorization";

#[test]
fn a_url_or_a_query_that_stands_alone_is_a_request() {
    let url = format!("/feed?{QUERY}");
    let far = format!("https://data.example/feed?{QUERY}#top");
    assert_lines(
        &LogOptions::default(),
        &[
            (&url, "a b c d"),
            (&far, "a b c d"),
            (QUERY, "a b c d"),
            ("  id=a%20b&pc=%2B \t", "a b + - -"),
            ("cid=a&expiry_time=c", "a - c -"),
            ("id=", " - - -"),
            ("feed?x=1&signature=d", "- - - d"),
        ],
    );
}

#[test]
fn a_url_without_a_field_is_one_of_an_access_log_and_other_text_is_nothing() {
    assert_lines(
        &LogOptions::default(),
        &[
            ("/", NONE),
            ("/feed?x=1", NONE),
            ("/=", NONE),
            ("https://data.example/feed?v=1", NONE),
            ("feed?x=1", NOTHING),
            ("x=1", NOTHING),
            ("hello", NOTHING),
            ("", NOTHING),
        ],
    );
}

#[test]
fn a_text_with_white_space_quotes_or_control_bytes_is_no_url() {
    for odd in [" ", "\t", "\"", "\u{1}", "\u{1f}", "\u{7f}"] {
        assert_eq!(read_line(&format!("/feed?id=a{odd}b")), NOTHING, "{odd:?}");
    }
    for plain in ["!", "~", "\u{80}", "'"] {
        assert_eq!(read_line(&format!("/feed?id=a{plain}b")), format!("a{plain}b - - -"));
    }
}

#[test]
fn a_line_of_a_combined_log_is_a_request_whatever_its_target_is() {
    let line = |request: &str| {
        read_line(&format!("::1 - - [26/Apr/2016:04:00:00 -0400] \"{request}\" 200 1"))
    };
    for (request, expected) in [
        ("GET /feed?id=a HTTP/1.1", "a - - - @2016-04-26T08:00:00.000Z"),
        ("GET id=a&pc=b HTTP/1.1", "a b - - @2016-04-26T08:00:00.000Z"),
        ("GET /a b?id=a\\x22 HTTP/1.1", "a\" - - - @2016-04-26T08:00:00.000Z"),
        ("PURGE /feed?id=a", "a - - - @2016-04-26T08:00:00.000Z"),
        ("GET /feed HTTP/1.1", NONE),
        ("GET * HTTP/1.1", NONE),
        ("-", NONE),
    ] {
        assert_eq!(line(request), expected, "{request}");
    }
    let soon = "::1 - - [soon] \"GET /feed?id=a HTTP/1.1\" 200 1";
    assert!(read_line(soon).starts_with("garbage: malformed time: expected ISO 8601 with a zone"));
}

#[test]
fn escapes_of_bytes_are_those_bytes_in_either_case() {
    // Those that mean something in a URL are that there too.
    for byte in (0..=255).filter(|byte| !b"#%&".contains(byte)) {
        let target = format!("id=\\x{byte:02x}\\x{byte:02X}");
        let line =
            format!("::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?{target} HTTP/1.1\" 200 1");
        let expected = [byte, byte].escape_ascii().to_string();
        assert_eq!(id_of_combined(&line), expected, "{target}");
    }
    for (escape, byte) in
        [("b", 8), ("n", 10), ("r", 13), ("t", 9), ("v", 11), ("\\", 92), ("\"", 34)]
    {
        let line =
            format!("::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?id=\\{escape}x HTTP/1.1\" 200 1");
        assert_eq!(id_of_combined(&line), [byte, b'x'].escape_ascii().to_string(), "{escape}");
    }
}

#[test]
fn what_looks_like_an_escape_of_a_byte_and_is_none_is_left() {
    for (text, expected) in [
        ("\\x4", "x4"),
        ("\\xg1", "xg1"),
        ("\\x1g", "x1g"),
        ("\\u0026pc=b", "\\u0026pc=b"),
        ("a\\zb", "azb"),
    ] {
        let line =
            format!("::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?id={text} HTTP/1.1\" 200 1");
        let expected = expected.as_bytes().escape_ascii().to_string();
        assert_eq!(id_of_combined(&line), expected, "{text}");
    }
}

/// The id in a combined line, escaped.
fn id_of_combined(line: &str) -> String {
    let mut reader = store_auth_requests::LogReader::new(&LogOptions::default());
    let entry = reader.read(&store_auth_requests::Layout::default(), line.as_bytes());
    let store_auth_requests::Entry::Request(request, _) = &entry else { panic!("{entry:?}") };
    request.text(store_auth::Field::Id).unwrap().escape_ascii().to_string()
}

#[test]
fn a_line_of_haproxy_needs_a_zone_to_have_a_time() {
    let line = format!(
        "10.0.1.2:33317 [26/Apr/2016:08:00:00.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 \"GET /?{QUERY} HTTP/1.1\""
    );
    assert_eq!(read_line(&line), "a b c d");
    let mut options = LogOptions::default();
    options.zone = chrono::FixedOffset::east_opt(0);
    assert_lines(&options, &[(&line, "a b c d @2016-04-26T08:00:00.655Z")]);
    options.without_times = true;
    assert_lines(&options, &[(&line, "a b c d")]);
    let none = line.replace("GET /", "<BADREQ>");
    assert_eq!(read_line(&none), NONE);
}

#[test]
fn a_text_is_a_request_line_of_any_form_or_none() {
    let parsed =
        |text: &str| RequestLine::parse(text.as_bytes()).map(|line| crate::util::fields(&line));
    for (text, expected) in [
        ("/?id=a", "a - - -"),
        ("id=a", "a - - -"),
        ("x=1", "- - - -"),
        (" {\"id\":\"a\",\"id\":7,\"x\":{\"pc\":\"b\"}} ", "a - - -"),
        ("{\"id\":7,\"id\":\"a\",\"cid\":\"z\"}", "a - - -"),
    ] {
        assert_eq!(parsed(text).as_deref(), Ok(expected), "{text}");
    }
    let nothing = "expected a URL, a query string or a JSON object";
    assert_eq!(parsed("hello").as_deref(), Err(&nothing.to_owned()));
    for cut in ["{", "{\"id\":\"a\"", "{\"id\":\"a\"}}"] {
        assert!(parsed(cut).unwrap_err().starts_with("expected a JSON object: "), "{cut}");
    }
    let has_any = |text: &str| RequestLine::parse(text.as_bytes()).unwrap().has_any_field();
    assert!(has_any("pc=b") && has_any("{\"signature\":\"\"}") && has_any("/?expiry_time=c"));
    assert!(!has_any("x=1") && !has_any("{}") && !has_any("/?x=id"));
}
