//! One request in every text that may hold it.

use store_auth::{Field, ServerKey, Verifier};
use store_auth_requests::{
    Entry, Form, Format, LINE_MAX, LogOptions, LogReader, LoggedRequest, RequestLine, json_members,
};

const TEXTS: [&str; 4] = [
    "XU4XHT8XQDWK",
    "b5d78da0853d97e2ec28feb5e31b9953d9c72420",
    "2016-04-26T08:17:59.059+0000",
    "16be1703017fd1001fe63465e50523982f10b0ca",
];
const QUERY: &str = "id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
    &expiry=2016-04-26T08:17:59.059%2B0000&signature=16be1703017fd1001fe63465e50523982f10b0ca";
const OBJECT: &str = r#""id":"XU4XHT8XQDWK","pc":"b5d78da0853d97e2ec28feb5e31b9953d9c72420",
    "expiry":"2016-04-26T08:17:59.059+0000","signature":"16be1703017fd1001fe63465e50523982f10b0ca""#;

/// 2016-04-26T08:00:00Z.
const TIME: i64 = 1_461_657_600;

fn texts(line: &RequestLine<'_>) -> [Option<String>; 4] {
    Field::ALL
        .map(|field| line.text(field).map(|text| String::from_utf8(text.into_owned()).unwrap()))
}

/// The entry in the last line of a log whose format is recognized.
#[track_caller]
fn assert_last_line(log: &str, format: Format, check: impl FnOnce(Entry<'_>)) {
    let mut reader = LogReader::new(&LogOptions::default());
    let (layout, header) = reader.recognize(log.as_bytes()).unwrap();
    assert_eq!(layout.format(), format, "{log}");
    let last = log[header..].lines().last().unwrap();
    check(reader.read(&layout, last.as_bytes()));
}

#[track_caller]
fn assert_is_the_request(entry: Entry<'_>, time: Option<i64>) {
    let Entry::Request(request, found) = entry else { panic!("{entry:?}") };
    assert_eq!(texts(&request), TEXTS.map(|text| Some(text.to_owned())));
    assert_eq!(found.map(|found| found.timestamp()), time);
}

#[test]
fn a_url_a_query_and_an_object_hold_the_same_request() {
    let object = format!("{{{OBJECT}}}").replace('\n', "");
    for text in [
        QUERY,
        &format!("/feed?{QUERY}#top"),
        &format!("https://data.example/feed?{QUERY}"),
        &format!("data.example?{QUERY}"),
        &object,
        &object.replace("\"id\"", " \"cid\"").replace("\"expiry\"", "\"expiry_time\" "),
    ] {
        let line = RequestLine::parse(text.as_bytes()).unwrap();
        assert_eq!(texts(&line), TEXTS.map(|text| Some(text.to_owned())), "{text}");
        assert!(line.has_any_field());
    }
}

#[test]
fn every_log_gives_the_request_and_its_time() {
    for (log, format) in logs() {
        assert_last_line(&log, format, |entry| assert_is_the_request(entry, Some(TIME)));
    }
}

#[test]
fn a_byte_order_mark_is_passed_over_before_any_text_and_any_line() {
    let object = format!("{{{OBJECT}}}").replace('\n', "");
    for text in [QUERY, &format!("/feed?{QUERY}"), &object] {
        let marked = format!("\u{feff}{text}");
        assert_eq!(Form::of(marked.as_bytes()), Form::of(text.as_bytes()), "{text}");
        let line = RequestLine::parse(marked.as_bytes()).unwrap();
        assert_eq!(texts(&line), TEXTS.map(|text| Some(text.to_owned())), "{text}");
    }
    let members = |text: &str| json_members(text.as_bytes()).unwrap();
    assert_eq!(members(&format!("\u{feff}{object}")), members(&object));
    for (log, format) in logs() {
        let marked = format!("\u{feff}{log}");
        assert_last_line(&marked, format, |entry| assert_is_the_request(entry, Some(TIME)));
        // The second of two files that were joined.
        let joined = format!("{log}\n\u{feff}{}", log.lines().last().unwrap());
        assert_last_line(&joined, format, |entry| assert_is_the_request(entry, Some(TIME)));
        if matches!(format, Format::Combined | Format::JsonLog) {
            let request = LoggedRequest::find(marked.as_bytes()).unwrap();
            assert_eq!(request.time.map(|time| time.timestamp()), Some(TIME), "{log}");
            assert_eq!(Some(request), LoggedRequest::find(log.as_bytes()));
        }
    }
}

#[test]
fn a_second_byte_order_mark_is_part_of_the_text() {
    let line = format!("\u{feff}\u{feff}{QUERY}");
    let line = RequestLine::parse(line.as_bytes()).unwrap();
    assert_eq!(texts(&line)[0], None);
}

fn logs() -> [(String, Format); 6] {
    let object = OBJECT.replace('\n', "");
    [
        (format!("{{\"time\":\"2016-04-26T08:00:00Z\",{object}}}"), Format::Ndjson),
        (
            format!("time,id,pc,expiry,signature\n2016-04-26T08:00:00Z,{}", TEXTS.join(",")),
            Format::Csv,
        ),
        (format!("time;uri\n26/Apr/2016:04:00:00 -0400;GET /?{QUERY} HTTP/1.1"), Format::Csv),
        (
            format!("::1 - - [26/Apr/2016:04:00:00 -0400] \"GET /?{QUERY} HTTP/1.1\" 200 1"),
            Format::Combined,
        ),
        (
            format!("{{\"ts\":1461657600.25,\"request\":{{\"uri\":\"/?{QUERY}\"}}}}"),
            Format::JsonLog,
        ),
        (format!("{{\"time\":1461657600000,\"args\":\"{QUERY}\"}}"), Format::JsonLog),
    ]
}

#[test]
fn a_line_without_a_time_has_none_and_a_malformed_one_is_told() {
    assert_last_line(QUERY, Format::Ndjson, |entry| assert_is_the_request(entry, None));
    let log = format!("{{\"time\":\"soon\",\"id\":\"{QUERY}\",\"pc\":\"x\"}}");
    assert_last_line(&log, Format::Ndjson, |entry| {
        let Entry::Garbage(problem) = entry else { panic!("{entry:?}") };
        assert!(problem.starts_with("malformed time: expected ISO 8601 with a zone"), "{problem}");
    });
}

#[test]
fn times_that_are_not_asked_for_are_not_read() {
    let mut options = LogOptions::default();
    options.without_times = true;
    let mut reader = LogReader::new(&options);
    let line = format!("::1 - - [soon] \"GET /?{QUERY} HTTP/1.1\" 200 1");
    let (layout, _) = reader.recognize(line.as_bytes()).unwrap();
    assert_is_the_request(reader.read(&layout, line.as_bytes()), None);
}

#[test]
fn a_line_of_an_access_log_without_a_field_holds_no_authorization() {
    for request_line in ["GET /favicon.ico HTTP/1.1", "GET /?v=1 HTTP/1.1", "-"] {
        let log = format!("::1 - - [26/Apr/2016:04:00:00 -0400] \"{request_line}\" 200 1");
        assert_last_line(&log, Format::Combined, |entry| {
            assert!(matches!(entry, Entry::NoAuthorization), "{entry:?}");
        });
    }
}

#[test]
fn a_member_that_is_told_is_the_only_one() {
    let mut options = LogOptions::default();
    options.format = Some(Format::JsonLog);
    options.url_member = Some("http.target".to_owned());
    let mut reader = LogReader::new(&options);
    let line = format!("{{\"http\":{{\"target\":\"/?{QUERY}\"}},\"uri\":\"/?id=x\"}}");
    let (layout, header) = reader.recognize(line.as_bytes()).unwrap();
    assert_eq!(header, 0);
    assert_is_the_request(reader.read(&layout, line.as_bytes()), None);
    let Entry::Garbage(problem) = reader.read(&layout, b"{\"uri\":\"/?id=x\"}") else { panic!() };
    assert_eq!(problem, "expected a URL, found none");
}

#[test]
fn what_is_no_log_is_told() {
    let recognized = |format, start: &str| {
        let mut options = LogOptions::default();
        options.format = format;
        LogReader::new(&options).recognize(start.as_bytes()).map(|(layout, _)| layout.format())
    };
    let expected = "format not recognized: expected NDJSON, CSV with a header, W3C with #Fields, a combined, HAProxy or \
        JSON access log, or the name of the member or column that holds the URL";
    for start in ["", "hello\n", "a,b\n1,2\n", "{\"x\":1}\n", "/?x=1\n"] {
        assert_eq!(recognized(None, start), Err(expected.to_owned()), "{start}");
    }
    let expected = "expected a CSV header that names id or cid, pc, expiry and signature, or a URL";
    assert_eq!(recognized(Some(Format::Csv), "a,b\n"), Err(expected.to_owned()));
    for format in [Format::Ndjson, Format::Combined, Format::JsonLog] {
        assert_eq!(recognized(Some(format), "hello\n"), Ok(format));
    }
}

#[test]
fn the_request_of_one_line_is_found_whatever_log_it_is_of() {
    let url = format!("/?{QUERY}");
    for line in [
        format!("::1 - - [26/Apr/2016:04:00:00 -0400] \"GET {url} HTTP/1.1\" 200 1\n"),
        format!("{{\"time\":{TIME},\"uri\":\"/other\",\"request\":\"GET {url} HTTP/1.1\"}}"),
    ] {
        let logged = LoggedRequest::find(line.as_bytes()).unwrap();
        assert_eq!(logged.url, url.as_bytes(), "{line}");
        assert_eq!(logged.time.map(|time| time.timestamp()), Some(TIME));
    }
    for line in [QUERY, &url, &format!("{{{}}}", OBJECT.replace('\n', "")), "", "hello"] {
        assert_eq!(LoggedRequest::find(line.as_bytes()), None, "{line}");
    }
}

#[test]
fn a_member_that_is_no_string_is_denied_in_its_turn_with_its_kind() {
    let verifier = Verifier::new(ServerKey::new("85bb85314f73fa72").unwrap());
    for (object, message) in [
        (r#"{"id":7}"#, "malformed id: expected a JSON string, found a number"),
        (r#"{"id":"a","pc":null}"#, "malformed pc: expected a JSON string, found null"),
        (r#"{"cid":"a","pc":[""]}"#, "malformed pc: expected a JSON string, found an array"),
        (r#"{"id":""}"#, "malformed id: expected 1 to 64 bytes, found 0"),
    ] {
        let line = RequestLine::parse(object.as_bytes()).unwrap();
        let denied = verifier.verify(&line.request()).unwrap_err();
        assert_eq!(line.explain(&denied), message, "{object}");
    }
    let line = RequestLine::parse(br#"{"id":7,"id":"b"}"#).unwrap();
    assert_eq!(line.text(Field::Id).as_deref(), Some(&b"b"[..]));
}

#[test]
fn the_longest_line_is_of_a_mebibyte() {
    assert_eq!(LINE_MAX, 1_048_576);
}

#[test]
fn no_request_shows_its_signature_when_it_is_debugged() {
    for text in [QUERY.to_owned(), format!("{{{}}}", OBJECT.replace('\n', ""))] {
        let shown = format!("{:?}", RequestLine::parse(text.as_bytes()).unwrap());
        assert!(shown.contains(TEXTS[0]) && !shown.contains(TEXTS[3]), "{shown}");
    }
    let line = format!("::1 - - [26/Apr/2016:04:00:00 -0400] \"GET /?{QUERY} HTTP/1.1\" 200 1");
    let shown = format!("{:?}", LoggedRequest::find(line.as_bytes()));
    assert!(shown.contains("signature=[signature]") && !shown.contains(TEXTS[3]), "{shown}");
}
