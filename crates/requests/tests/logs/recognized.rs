//! What a file is by its first lines.

use crate::util::{QUERY, read, read_with};
use store_auth_requests::{Format, LogOptions, LogReader};

const COMBINED: &str = "::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?id=a HTTP/1.1\" 200 1\n";
const NDJSON: &str = "{\"id\":\"a\"}\n";
const JSON_LOG: &str = "{\"uri\":\"/\"}\n";
const ROW: &str = "a,b,c,d\n";
const HEADER: &str = "id,pc,expiry,signature\n";
/// Nobody knows what it is.
const NOISE: &str = "hello\n";

fn recognized(log: &str) -> Result<(&'static str, usize), String> {
    let reader = LogReader::new(&LogOptions::default());
    let (layout, header) = reader.recognize(log.as_bytes())?;
    Ok((layout.format().name(), header))
}

#[track_caller]
fn assert_format(log: &str, format: &str) {
    assert_eq!(recognized(log).map(|(format, _)| format), Ok(format));
}

#[test]
fn most_of_the_lines_that_look_like_anything_decide() {
    assert_format(&[COMBINED, NDJSON, NDJSON].concat(), "ndjson");
    assert_format(&[COMBINED, NDJSON, COMBINED].concat(), "combined");
    assert_format(&[NOISE, NOISE, JSON_LOG, "/feed\n", "/feed\n"].concat(), "json-log");
    // Of as many, the one that is named first.
    assert_format(&[JSON_LOG, COMBINED].concat(), "combined");
    assert_format(&[JSON_LOG, COMBINED, NDJSON].concat(), "ndjson");
}

#[test]
fn lines_that_look_like_nothing_are_counted_by_nobody() {
    assert_format(&[&NOISE.repeat(150), COMBINED].concat(), "combined");
    // A hundred that look like something are enough.
    assert_format(&[COMBINED.repeat(51), NDJSON.repeat(49), NDJSON.repeat(9)].concat(), "combined");
    assert_format(&[COMBINED.repeat(49), NDJSON.repeat(51), COMBINED.repeat(9)].concat(), "ndjson");
}

#[test]
fn a_header_is_the_first_line_that_is_no_comment() {
    assert_eq!(recognized(&[HEADER, ROW].concat()), Ok(("csv", HEADER.len())));
    assert_eq!(recognized(HEADER.trim_end()), Ok(("csv", HEADER.len() - 1)));
    for comment in ["# note\n", "sep=,\n", "SEP=;\n", "#\n#\n"] {
        let log = [comment, HEADER, ROW].concat();
        assert_eq!(recognized(&log), Ok(("csv", comment.len() + HEADER.len())), "{log}");
        assert_eq!(read(log.trim_end()).1, ["a b c d"]);
    }
    let log = ["\u{feff}", HEADER, ROW].concat();
    assert_eq!(recognized(&log), Ok(("csv", 3 + HEADER.len())));
    let log = [HEADER, HEADER, ROW].concat();
    assert_eq!(recognized(&log), Ok(("csv", HEADER.len())));
    // The second of two files that were joined, behind the comment of the first.
    let log = ["# note\n\u{feff}", HEADER, ROW].concat();
    assert_eq!(recognized(&log), Ok(("csv", log.len() - ROW.len())));
    assert_eq!(read(log.trim_end()).1, ["a b c d"]);
}

#[test]
fn before_a_header_further_down_all_lines_are_read() {
    for before in [NOISE, "\n", "sep=;;\n", "sepa\n"] {
        let log = [before, HEADER, ROW].concat();
        assert_eq!(recognized(&log), Ok(("csv", 0)), "{log}");
        let lines = read(log.trim_end()).1;
        assert_eq!(lines[1..], ["header", "a b c d"], "{log}");
        assert!(lines[0].starts_with("garbage: "), "{lines:?}");
    }
    let log = ["\u{feff}", NOISE, HEADER, ROW].concat();
    assert_eq!(recognized(&log), Ok(("csv", 0)));
}

#[test]
fn of_several_headers_the_one_that_most_rows_fit_counts() {
    let other = "url,x\n";
    let other_row = "/?id=a,1\n";
    for (log, values) in [
        ([HEADER, other, ROW].concat(), 4),
        ([other, HEADER, ROW].concat(), 4),
        ([HEADER, ROW, other, other_row, other_row].concat(), 2),
        ([other, other_row, HEADER, ROW, ROW].concat(), 4),
        // Of as many, the one that names more; of those, the first.
        ([other, other_row, HEADER, ROW].concat(), 4),
        ([HEADER, ROW, other, other_row].concat(), 4),
        (["url,x\n", "url,x,y\n"].concat(), 2),
        (["url,x,y\n", "url,x\n"].concat(), 3),
    ] {
        let expected = format!("garbage: expected {values} values, found 7");
        assert_eq!(read(&format!("{log}1,2,3,4,5,6,7")).1.pop(), Some(expected), "{log}");
    }
}

#[test]
fn a_header_is_looked_for_in_a_hundred_lines_and_among_eight() {
    assert_format(&[&NOISE.repeat(99), HEADER].concat(), "csv");
    assert!(recognized(&[&NOISE.repeat(100), HEADER].concat()).is_err());
    let headers = |number: usize| {
        (1..=number)
            .map(|number| format!("url{}\n", ",x".repeat(number)))
            .collect::<Vec<_>>()
            .concat()
    };
    let row = format!("x{}", ",1".repeat(12));
    for (number, values) in [(7, 13), (8, 2)] {
        let log = format!("{}url{}\n{row}\n{row}\n", headers(number), ",y".repeat(12));
        let expected = format!("garbage: expected {values} values, found 15");
        let last = "1,".repeat(14);
        assert_eq!(read(&format!("{log}{last}")).1.pop(), Some(expected), "{number}");
    }
    // One that is there again takes no place.
    let log = format!(
        "{}{}url{}\n{row}\n{row}\n",
        "url,x\n".repeat(9),
        "url,x,x\n".repeat(2),
        ",y".repeat(12)
    );
    assert_eq!(
        read(&format!("{log}1,2,3")).1.pop(),
        Some("garbage: expected 13 values, found 3".to_owned())
    );
}

#[test]
fn a_header_that_fewer_lines_fit_than_look_like_something_else_is_none() {
    assert_format(&[HEADER, ROW, NDJSON].concat(), "csv");
    assert_format(&[HEADER, ROW, NDJSON, NDJSON].concat(), "ndjson");
    assert_format(&[HEADER, ROW, NDJSON, NOISE, "1,2\n"].concat(), "csv");
    assert_format(&[HEADER, NDJSON].concat(), "ndjson");
    // A row may look like something else as well.
    assert_format("url\n/?id=a\n/?id=b\nid=c\n", "csv");
    let mut options = LogOptions::default();
    options.format = Some(Format::Csv);
    let (format, _) = read_with(&options, &[HEADER, NDJSON, NDJSON].concat()).unwrap();
    assert_eq!(format, "csv");
}

#[test]
fn a_line_is_a_header_only_where_it_names_what_a_request_needs() {
    for header in [
        "id,pc,expiry,signature",
        "ID;PC;EXPIRY;SIGNATURE;x",
        "\"cid\"\t\"pc\"\t\"expiry_time\"\t\"signature\"",
        "url",
        "a.b-c@d$(e)/f:_ g,uri",
    ] {
        assert_format(header, "csv");
    }
    for other in [
        "id,pc,expiry",
        "pc,expiry,signature",
        "id,expiry,signature",
        "id,pc,signature",
        "time,x",
        "url|x",
        "url,ä",
        "url,=",
        "",
    ] {
        assert!(recognized(other).is_err(), "{other}");
    }
    let header = |length: usize| format!("url,{}", "x".repeat(length - 4));
    assert_format(&header(4096), "csv");
    assert!(recognized(&header(4097)).is_err());
}

#[test]
fn w3c_is_recognized_by_its_fields_wherever_they_stand_in_a_hundred_lines() {
    let fields = "#Fields: cs-uri-query\n";
    assert_eq!(recognized(&[COMBINED, HEADER, ROW, fields].concat()), Ok(("w3c", 0)));
    assert_eq!(recognized(&["\u{feff}", fields].concat()), Ok(("w3c", 0)));
    assert_format(&[&NOISE.repeat(99), fields].concat(), "w3c");
    assert_format(&[&NOISE.repeat(100), fields, COMBINED].concat(), "combined");
}

#[test]
fn a_format_that_is_told_is_that_of_any_file() {
    for format in Format::ALL {
        let mut options = LogOptions::default();
        options.format = Some(format);
        let reader = LogReader::new(&options);
        let log = format!("#Fields: cs-uri-query\n{HEADER}{QUERY}");
        let (layout, _) = reader.recognize(log.as_bytes()).unwrap();
        assert_eq!(layout.format(), format);
    }
}
