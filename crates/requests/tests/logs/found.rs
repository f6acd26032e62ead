//! The request in one line of an access log, and in any other text.

use crate::util::{QUERY, fields};
use std::borrow::Cow;
use store_auth_requests::{LoggedRequest, RequestLine, embedded_request, request_target};

/// The URL of a line, and its time.
fn found(line: &str) -> Option<(String, Option<String>)> {
    let found = LoggedRequest::find(line.as_bytes())?;
    let time = found.time.map(|time| time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string());
    Some((String::from_utf8(found.url.into_owned()).unwrap(), time))
}

#[test]
fn the_url_is_that_of_the_line_whether_it_has_an_authorization_or_not() {
    let at = "2016-04-26T08:00:00.000Z";
    for (line, url, time) in [
        ("::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /feed HTTP/1.1\" 200 1", "/feed", Some(at)),
        ("::1 - - [soon] \"GET /\\x22 HTTP/1.1\" 200 1", "/\"", None),
        (
            "\u{feff} ::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /feed HTTP/1.1\" 200 1 ",
            "/feed",
            Some(at),
        ),
        (r#"{"uri":"/feed","ts":1461657600}"#, "/feed", Some(at)),
        (r#"{"uri":"/feed","ts":"soon"}"#, "/feed", None),
        (r#"{"uri":"/feed","msec":"1461657600.000","time":"soon"}"#, "/feed", Some(at)),
        (
            r#"{"uri":"/feed","time":"2016-04-26T08:00:00Z","timestamp":"2016-04-26T09:00:00Z"}"#,
            "/feed",
            Some(at),
        ),
        (
            r#"{"uri":"/feed","timestamp":"2016-04-26T09:00:00Z","time":"2016-04-26T08:00:00Z"}"#,
            "/feed",
            Some(at),
        ),
        (r#"{"uri":"/feed","ts":1461657600,"uri":"/z","ts":1461661200}"#, "/feed", Some(at)),
        (r#"{"request":"GET /feed HTTP/1.1"}"#, "/feed", None),
        (r#"{"uri":"/","args":"id=a","path":"/x"}"#, "id=a", None),
        (r#"{"args":"id=a","query":"id=z"}"#, "id=a", None),
        (r#"{"query":"id=z","args":"id=a"}"#, "id=a", None),
        (r#"{"path":"/x","uri":"/feed"}"#, "/feed", None),
        (r#"{"uri":"/feed","id":"7"}"#, "/feed", None),
        (r#"{"uri":7,"path":"/x"}"#, "/x", None),
        ("2016-04-26T08:00:00Z stdout F {\"uri\":\"/feed\"}", "/feed", Some(at)),
        ("2016-04-26T09:00:00Z stdout F {\"uri\":\"/feed\",\"ts\":1461657600}", "/feed", Some(at)),
        (
            "::1:7 [26/Apr/2016:08:00:00.655] in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 \"GET /feed HTTP/1.1\"",
            "/feed",
            None,
        ),
    ] {
        let expected = Some((url.to_owned(), time.map(str::to_owned)));
        assert_eq!(found(line), expected, "{line}");
    }
}

#[test]
fn a_line_that_is_none_of_an_access_log_has_no_url() {
    for line in [
        r#"{"id":"a"}"#,
        r#"{"id":"a","message":"/feed"}"#,
        r#"{"uri":"/feed","pc":"b"}"#,
        r#"{"uri":"/feed","expiry":"c"}"#,
        r#"{"x":"/feed"}"#,
        r#"{"uri":"/feed""#,
        r#"{"uri":7}"#,
        "::1 - - [26/Apr/2016:08:00:00 +0000] \"-\" 400 0",
        "2016-04-26T08:00:00Z stdout F hello",
        "/feed?id=a",
        "",
    ] {
        assert_eq!(found(line), None, "{line}");
    }
}

#[test]
fn what_is_shown_of_it_has_no_signature() {
    let line = format!("::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?{QUERY}e HTTP/1.1\" 200 1");
    let shown = format!("{:?}", LoggedRequest::find(line.as_bytes()).unwrap());
    assert!(shown.starts_with("LoggedRequest { url: "), "{shown}");
    assert!(shown.contains("time: Some(2016-04-26T08:00:00Z)"), "{shown}");
}

#[test]
fn the_target_of_a_request_line_is_between_its_method_and_its_protocol() {
    for (line, target) in [
        ("GET / HTTP/1.1", Some("/")),
        ("GET /", Some("/")),
        ("GET /a b", Some("/a b")),
        ("GET /a b HTTP/1.1", Some("/a b")),
        ("GET /a HTTP/1.1 x", Some("/a")),
        ("GET /a HTTP/1.1 HTTP/1.1", Some("/a HTTP/1.1")),
        ("GET /aHTTP/1.1", Some("/aHTTP/1.1")),
        ("GET  HTTP/1.1", None),
        ("GET ", None),
        ("GET", None),
        (" / HTTP/1.1", None),
        ("Get / HTTP/1.1", None),
        ("G-T /", None),
    ] {
        assert_eq!(request_target(line.as_bytes()), target.map(str::as_bytes), "{line}");
    }
}

#[test]
fn of_the_requests_in_a_text_the_one_with_the_most_fields_is_taken() {
    let embedded = |text: &str| {
        embedded_request(text.as_bytes()).map(|it| String::from_utf8(it.into_owned()).unwrap())
    };
    for (text, expected) in [
        ("id=a id=b", Some("id=a")),
        ("id=a /?id=b&pc=c", Some("/?id=b&pc=c")),
        ("/?id=b&pc=c id=a", Some("/?id=b&pc=c")),
        ("x=1 id=a", Some("id=a")),
        ("<id=a>", Some("id=a")),
        ("`id=a`", Some("id=a")),
        ("'id=a'", Some("id=a")),
        ("id=a\u{1}b", Some("id=a")),
        ("({[id=a]}),;.:\\", Some("id=a")),
        ("id=a)b", Some("id=a)b")),
        ("uri=/?id=a", Some("/?id=a")),
        ("a.b-c_d:/?id=a", Some("/?id=a")),
        ("uri=http://x/?id=a", Some("http://x/?id=a")),
        ("uri=//x?id=a", None),
        ("u&i=/?id=a", None),
        ("id=/a?pc=b", Some("/a?pc=b")),
        ("uri=x?id=a", None),
        ("id\\u003da", Some("id=a")),
        ("id\\u003Da\\u0026pc\\u003db\\u002bc\\u00", Some("id=a&pc=b+c\\u00")),
        ("id=a\\u0041", Some("id=a\\u0041")),
        ("id=a\\u002", Some("id=a\\u002")),
        ("a\\u0026b", None),
        ("?#=&", None),
    ] {
        assert_eq!(embedded(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn of_a_text_only_so_many_pieces_are_looked_at() {
    let text = |pieces: usize| format!("{}id=a", "x=1 ".repeat(pieces));
    assert!(embedded_request(text(4095).as_bytes()).is_some());
    assert!(embedded_request(text(4096).as_bytes()).is_none());
    // Those without a value do not count.
    let words = format!("{}id=a", "x ".repeat(9000));
    assert!(matches!(embedded_request(words.as_bytes()), Some(Cow::Borrowed(b"id=a"))));
}

#[test]
fn a_request_of_any_text_can_be_kept_and_says_the_same() {
    for text in ["/?id=a&pc=b", "id=a&pc=b", r#"{"id":"a","pc":7}"#] {
        let kept = serde_json::json!({"log": text, "time": "x"}).to_string();
        assert_eq!(
            crate::util::read_line(&kept),
            fields(&RequestLine::parse(text.as_bytes()).unwrap()),
            "{text}"
        );
    }
}
