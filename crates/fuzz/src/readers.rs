//! What the crates for requests and for vectors read: lines, of logs too, and vectors files.

use crate::{
    compare::{self, Signed},
    naive_query::{self, Pair},
    oracle,
    shared::{KEYS, NOW},
};
use std::{sync::LazyLock, time::Duration};
use store_auth::{Denied, ExpiryEncoding, Field, Request, Verifier};
use store_auth_requests::{Entry, Format, LogOptions, LogReader, LoggedRequest, RequestLine};
use store_auth_vectors::{Outcome, Vectors, Verdict};

/// Readers of each format that may be told, and of what looks like any: new ones cost more than all that they read here.
static READERS: LazyLock<Vec<(Option<Format>, LogReader)>> = LazyLock::new(|| {
    let formats = Format::ALL.map(Some).into_iter().chain([None]);
    let reader = |format| {
        let mut options = LogOptions::default();
        options.format = format;
        (format, LogReader::new(&options))
    };
    formats.map(reader).collect()
});

/// A reader that was told nothing and has seen nothing.
fn fresh_reader() -> LogReader {
    READERS.iter().find(|(format, _)| format.is_none()).expect("one of them").1.clone()
}

/// A line of more bytes has nothing new to say.
const LONGEST: usize = 4096;

/// Any bytes as a line of requests and as a vectors file.
///
/// # Panics
/// Where a law does not hold.
pub fn readers(data: &[u8]) {
    let data = &data[..data.len().min(LONGEST)];
    let verifier = oracle::verifier(&oracle::Policy {
        keys: vec![(KEYS[0].to_owned(), None)],
        encoding: ExpiryEncoding::Either,
        leeway: Duration::ZERO,
        products: Some(["b5d78da0853d97e2ec28feb5e31b9953d9c72420", "p"].map(str::to_owned).into()),
        max_lifetime: Some(Duration::from_hours(10 * 366 * 24)),
    });
    line(data, &verifier);
    log(data, &verifier);
    a_line_says_nothing_of_the_others(data);
    a_line_like_the_one_before_is_read_as_any_other(data);
    each_form_says_the_same(data, &verifier);
    vectors(data);
}

/// What is said of a line: the verdict with its message, or what was expected of a request.
type Answer = Result<(Verdict, String), String>;

fn answer_to(line: &[u8], verifier: &Verifier) -> Answer {
    let answer = RequestLine::parse(line).map(|request| answer(&request, verifier));
    if let Err(problem) = &answer {
        compare::assert_is_one_line(problem);
    }
    answer
}

#[track_caller]
fn answer(request: &RequestLine<'_>, verifier: &Verifier) -> (Verdict, String) {
    let found = verifier.verify_at(&request.request(), oracle::instant(NOW));
    let message = match &found {
        Ok(authorization) => format!("authorized by key {}", authorization.key_index()),
        Err(denied) => request.explain(denied),
    };
    let verdict = Verdict::from(&found);
    assert_has_a_known_shape(&verdict, &message);
    (verdict, message)
}

fn line(data: &[u8], verifier: &Verifier) {
    let is_a_request = answer_to(data, verifier).is_ok();
    // A byte-order mark says nothing.
    let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    if data.trim_ascii_start().starts_with(b"{") {
        let is_an_object = serde_json::from_slice::<serde_json::Value>(data).is_ok();
        // Unknown members are passed over without a look at their numbers and their text.
        assert!(is_a_request || !is_an_object, "{}", data.escape_ascii());
    } else if is_a_request {
        assert!(data.iter().any(|byte| b"/?=:".contains(byte)), "{}", data.escape_ascii());
    } else {
        assert!(!data.contains(&b'='), "{}", data.escape_ascii());
    }
}

/// The same bytes as a log: of any layout, and of the one that it looks like.
fn log(data: &[u8], verifier: &Verifier) {
    for (format, reader) in READERS.iter() {
        let mut reader = reader.clone();
        let (layout, header) = match reader.recognize(data) {
            Ok(recognized) => recognized,
            Err(problem) => {
                compare::assert_is_one_line(&problem);
                continue;
            }
        };
        assert!(format.is_none_or(|format| format == layout.format()));
        for line in data[header..].split(|byte| *byte == b'\n') {
            match reader.read(&layout, line) {
                Entry::Request(request, _) => drop(answer(&request, verifier)),
                Entry::NoAuthorization | Entry::Header => {}
                Entry::Garbage(problem) => compare::assert_is_one_line(&problem),
            }
        }
    }
}

const QUERY: &str = "id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
    &expiry=2016-04-26T08:17:59.059%2B0000&signature=16be1703017fd1001fe63465e50523982f10b0ca";

/// Logs of each layout: what stands before the lines, and three of them.
fn logs() -> Vec<(&'static str, Vec<String>)> {
    let lines = |line: &dyn Fn(u32) -> String| (0..3).map(line).collect();
    vec![
        (
            "",
            lines(&|n| {
                format!(
                    "{{\"time\":\"2016-04-26T07:17:5{n}Z\",\"id\":\"a\",\"pc\":\"b\",\"expiry\":\"c\",\"signature\":\"d\"}}"
                )
            }),
        ),
        (
            "",
            lines(&|n| {
                format!("::1 - - [26/Apr/2016:07:17:5{n} +0000] \"GET /?{QUERY} HTTP/2.0\" 200 1")
            }),
        ),
        (
            "",
            lines(&|n| {
                format!("{{\"ts\":146165507{n},\"request\":{{\"uri\":\"/feed?{QUERY}\"}}}}")
            }),
        ),
        ("", lines(&|n| format!("2016-04-26T07:17:5{n}Z stdout F {{\"uri\":\"/?{QUERY}\"}}"))),
        ("time,id,pc,expiry,signature", lines(&|n| format!("2016-04-26T07:17:5{n}Z,a,b,c,d"))),
        ("time;url", lines(&|n| format!("2016-04-26T07:17:5{n}Z;/?{QUERY}"))),
        ("#Fields: date time cs-uri-query", lines(&|n| format!("2016-04-26 07:17:5{n} {QUERY}"))),
    ]
}

/// What the last lines of a log are, so many of them.
fn last_entries(lines: &[&[u8]], count: usize) -> Vec<String> {
    let log = lines.join(&b'\n');
    let mut reader = fresh_reader();
    let (layout, _) = reader.recognize(&log).expect("most lines are of a log");
    let last = &lines[lines.len() - count..];
    last.iter().map(|line| format!("{:?}", reader.read(&layout, line))).collect()
}

/// A line of any bytes, in the place of one of a log's or beside it, changes nothing of the other lines.
fn a_line_says_nothing_of_the_others(data: &[u8]) {
    let line = data.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    // What names columns is there to say something of the others.
    let alone = fresh_reader().recognize(line);
    if alone.is_ok_and(|(layout, _)| matches!(layout.format(), Format::Csv | Format::W3c)) {
        return;
    }
    for (header, lines) in logs() {
        let lines: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        let (header, [first, rest @ ..]) = (header.as_bytes(), &lines[..]) else { continue };
        let expected = last_entries(&[&[header, first], rest].concat(), rest.len());
        for before in [&[line, header, first][..], &[header, line], &[header, line, first]] {
            let found = last_entries(&[before, rest].concat(), rest.len());
            assert_eq!(found, expected, "behind {}", line.escape_ascii());
        }
        // The same for what is left of a line.
        for start in [1, first.len() / 2] {
            let found = last_entries(&[&[header, &first[start..]], rest].concat(), rest.len());
            assert_eq!(found, expected);
        }
    }
}

/// Lines that differ from the one before in any bytes are what they are to a reader that has seen no other.
fn a_line_like_the_one_before_is_read_as_any_other(data: &[u8]) {
    let data = data.split(|byte| *byte == b'\n').next().unwrap_or_default();
    for (header, lines) in logs() {
        let before = lines[0].as_bytes();
        let log = [header.as_bytes(), before].join(&b'\n');
        let fresh = fresh_reader();
        let (layout, _) = fresh.recognize(&log).expect("a line of a log");
        let mut used = fresh.clone();
        used.read(&layout, before);
        // In the place of one part or another, and of none.
        for start in [0, 9, before.len() / 3, before.len() / 2, before.len() - 20] {
            for length in [0, 1, data.len().min(before.len() - start)] {
                let line = [&before[..start], data, &before[start + length..]].concat();
                let found = format!("{:?}", used.clone().read(&layout, &line));
                let expected = format!("{:?}", fresh.clone().read(&layout, &line));
                assert_eq!(found, expected, "{}", line.escape_ascii());
            }
        }
    }
}

#[track_caller]
fn assert_has_a_known_shape(verdict: &Verdict, message: &str) {
    compare::assert_is_one_line(message);
    let Verdict { result, reason, field, key, expires_at } = verdict;
    let is_known = match (result, reason.as_deref(), field.as_deref()) {
        (Outcome::Authorized, None, None) => key.is_some() && expires_at.is_some(),
        (Outcome::Denied, Some("malformed"), Some(field)) => {
            Field::ALL.map(Field::name).contains(&field)
                && message.starts_with(&format!("malformed {field}: "))
        }
        (Outcome::Denied, Some(reason), None) => {
            reason != "malformed" && Denied::CODES.contains(&reason)
        }
        _ => false,
    };
    let has_no_more = *result == Outcome::Authorized || key.is_none() && expires_at.is_none();
    assert!(is_known && has_no_more, "{verdict:?}: {message}");
    let json = serde_json::to_string(verdict).unwrap();
    assert_eq!(serde_json::from_str::<Verdict>(&json).unwrap(), *verdict);
}

/// The pairs of a query, with a true signature where there is none: as query, URL and JSON object, and in
/// the lines of logs.
fn each_form_says_the_same(query: &[u8], verifier: &Verifier) {
    let mut pairs = naive_query::split(query);
    let [id, pc, expiry, signature] = naive_query::fields(&pairs);
    if signature.is_empty()
        && let Some(forged) = compare::forge(KEYS[0], [&id, &pc, &expiry], Signed::AsSent)
    {
        pairs.push((b"signature".to_vec(), forged));
    }
    let text = |text: &Vec<u8>| String::from_utf8(naive_query::decode(text)?).ok();
    let texts: Option<Vec<(String, String)>> =
        pairs.iter().map(|(name, value)| Some((text(name)?, text(value)?))).collect();
    let Some(texts) = texts else {
        return;
    };

    let escape = |text: &String| naive_query::escape(text.as_bytes(), true);
    let escaped: Vec<Pair> =
        texts.iter().map(|(name, value)| (escape(name), escape(value))).collect();
    let query = naive_query::join(&escaped);
    let url = [b"https://data.example/feed?", &query[..], b"#top"].concat();
    let quoted = |text: &String| serde_json::to_string(text).unwrap();
    let members: Vec<String> =
        texts.iter().map(|(name, value)| format!("{}:{}", quoted(name), quoted(value))).collect();
    let object = format!("{{{}}}", members.join(","));

    let expected = answer_to(&query, verifier);
    for line in [&url, object.as_bytes()] {
        assert_eq!(answer_to(line, verifier), expected, "{}", line.escape_ascii());
    }

    let query = String::from_utf8(query).unwrap();
    let request = Request::from_query(&query);
    let has_any_field = Field::ALL.iter().any(|field| request.text(*field).is_some());
    let combined =
        format!("::1 - - [26/Apr/2016:07:17:59 +0000] \"GET /feed?{query} HTTP/2.0\" 200 1");
    let json_log = format!("{{\"ts\":1461655079,\"request\":{{\"uri\":\"/feed?{query}\"}}}}");
    for line in [&combined, &json_log] {
        let logged = LoggedRequest::find(line.as_bytes()).expect("a line of an access log");
        assert_eq!(logged.time.map(|time| time.timestamp()), Some(1_461_655_079), "{line}");
        assert_eq!(answer_to(&logged.url, verifier), expected, "{line}");
    }
    for log in [combined, json_log, format!("time,url\n2016-04-26T07:17:59Z,/feed?{query}")] {
        let mut reader = fresh_reader();
        let (layout, header) = reader.recognize(log.as_bytes()).unwrap();
        match reader.read(&layout, &log.as_bytes()[header..]) {
            Entry::Request(request, Some(time)) => {
                assert_eq!(time.timestamp(), 1_461_655_079, "{log}");
                assert_eq!(Ok(answer(&request, verifier)), expected, "{log}");
            }
            Entry::NoAuthorization => assert!(!has_any_field, "{log}"),
            entry => panic!("{log} is {entry:?}"),
        }
    }
}

fn vectors(data: &[u8]) {
    let vectors = match Vectors::from_json(data) {
        Ok(vectors) => vectors,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let mut tests = 0;
    for group in &vectors.test_groups {
        let verifier = group.verifier().expect("a file that was read has good groups");
        for test in &group.tests {
            let found = Verdict::from(&verifier.verify_at(&test.request(), group.now.0));
            let expected = test.expected();
            assert_eq!(expected.differences(&expected), []);
            assert_eq!(expected.differences(&found).is_empty(), expected == found);
            // The same four strings as a query get the same verdict.
            let query = as_query([&test.id, &test.pc, &test.expiry, &test.signature]);
            let from_query = verifier.verify_at(&Request::from_query(&query), group.now.0);
            assert_eq!(Verdict::from(&from_query), found);
            tests += 1;
        }
    }
    assert_eq!(tests, vectors.number_of_tests);
}

fn as_query(fields: [&String; 4]) -> Vec<u8> {
    let pairs: Vec<Pair> = ["cid", "pc", "expiry_time", "signature"]
        .iter()
        .zip(fields)
        .map(|(name, value)| ((*name).into(), naive_query::escape(value.as_bytes(), false)))
        .collect();
    naive_query::join(&pairs)
}
