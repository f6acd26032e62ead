//! CSV: values behind a header.

use crate::util::{read, read_with};
use store_auth_requests::{Format, LogOptions};

const HEADER: &str = "time,id,pc,expiry,signature";
const AT: &str = "a b c d @2016-04-26T08:00:00.000Z";

/// What is read of rows behind a header, whether CSV was told or recognized.
#[track_caller]
fn assert_rows(header: &str, rows: &[(&str, &str)]) {
    // More rows than others, so that the header is believed.
    let log = |row: &str| format!("{header}\n{row}");
    for (row, expected) in rows {
        assert_eq!(told(&log(row)), Ok(vec![(*expected).to_owned()]), "{header}: {row}");
        let (format, lines) = read(&log(row));
        assert_eq!((format, lines), ("csv", vec![(*expected).to_owned()]), "{header}: {row}");
    }
}

fn told(log: &str) -> Result<Vec<String>, String> {
    let mut options = LogOptions::default();
    options.format = Some(Format::Csv);
    read_with(&options, log).map(|(_, lines)| lines)
}

#[test]
fn a_row_has_the_values_that_the_header_names_in_any_order() {
    let bad_time = "garbage: malformed time: expected ISO 8601 with a zone, 26/Apr/2016:08:00:00 +0000, or a number since 1970";
    assert_rows(
        HEADER,
        &[
            ("2016-04-26T08:00:00Z,a,b,c,d", AT),
            ("1461657600,a,b,c,d", AT),
            (",a,b,c,d", "a b c d"),
            ("soon,a,b,c,d", bad_time),
            ("2016-04-26T08:00:00Z,,b,c,d", "- b c d @2016-04-26T08:00:00.000Z"),
            (",,,,", "- - - -"),
            ("\"2016-04-26T08:00:00Z\",\"a\",b,c,\"d\"", AT),
            (",\"a,\"\"\",b,c,d", "a,\" b c d"),
            (", a,b,c,d", " a b c d"),
            ("a,b,c,d", "garbage: expected 5 values, found 4"),
            (",a,b,c,d,", "garbage: expected 5 values, found 6"),
            (",a,\"b,c,d", "garbage: expected a closing quote"),
            ("", "garbage: expected 5 values, found 1"),
        ],
    );
    assert_rows("signature,x,cid,pc,y,expiry_time", &[("d,1,a,b,2,c", "a b c d")]);
    assert_rows(
        "Signature;ID;PC;\"Expiry\";",
        &[("d;a,;b;c;", "a, b c d"), ("d;a;\"b;\";c;x", "a b; c d")],
    );
    assert_rows("id\tpc\texpiry\tsignature", &[("a,\tb;\tc\td", "a, b; c d")]);
    assert_rows(
        "id, pc, expiry, signature",
        &[
            ("a, b, c, d", "a b c d"),
            ("a,b,  c,\"d, \"", "a b c d, "),
            ("a, \"b\", \" c\",d", "a b  c d"),
        ],
    );
}

#[test]
fn a_column_with_a_url_is_read_as_one() {
    assert_rows(
        "time;uri",
        &[
            ("2016-04-26T08:00:00Z;/?id=a&pc=b&expiry=c&signature=d", AT),
            (";GET /?id=a HTTP/1.1", "a - - -"),
            (";https://data.example/?id=a", "a - - -"),
            (";id=a", "a - - -"),
            (";/feed", "no authorization"),
            (";hello", "no authorization"),
            ("2016-04-26T08:00:00Z;", "garbage: expected a URL, found none"),
            (";\"/?id=a;\"\"\"", "a;\" - - -"),
        ],
    );
    assert_rows("URL", &[("/?id=a", "a - - -")]);
    // Unquoted it is no row of one column, but may be read as what it is.
    assert_eq!(told("URL\n/?id=a,b").unwrap(), ["garbage: expected 1 values, found 2"]);
    assert_eq!(read("URL\n/?id=a\n/?id=a,b").1, ["a - - -", "a,b - - -"]);
    // Some of the fields are not enough: what has a URL besides is read by that.
    assert_rows("id,pc,expiry,url", &[("z,z,z,/?id=a", "a - - -")]);
    assert_rows("id,pc,expiry,signature,url", &[("a,b,c,d,/?id=z", "a b c d")]);
}

#[test]
fn two_columns_of_one_field_are_both_seen() {
    // Of two, the first with a text counts; that there are two is the verifier's to tell.
    assert_rows(
        "id,cid,pc,expiry,signature",
        &[("a,,b,c,d", "a b c d"), (",a,b,c,d", "a b c d"), ("a,z,b,c,d", "a b c d")],
    );
    assert_rows("ts,time,id,pc,expiry,signature", &[("soon,2016-04-26T08:00:00Z,a,b,c,d", AT)]);
    let log = "id,cid,pc,expiry,signature\na,z,b,c,d";
    let mut reader = store_auth_requests::LogReader::new(&LogOptions::default());
    let (layout, header) = reader.recognize(log.as_bytes()).unwrap();
    let entry = reader.read(&layout, &log.as_bytes()[header..]);
    let store_auth_requests::Entry::Request(request, _) = entry else { panic!("{entry:?}") };
    let verifier =
        store_auth::Verifier::new(store_auth::ServerKey::new("85bb85314f73fa72").unwrap());
    let denied = verifier.verify(&request.request()).unwrap_err();
    assert_eq!(denied.to_string(), "malformed id: expected `id` or `cid`, found both");
}

#[test]
fn headers_again_and_comments_are_no_rows() {
    assert_rows(
        HEADER,
        &[
            (HEADER, "header"),
            (" time,id,pc,expiry,signature\r", "header"),
            ("# note", "header"),
            ("sep=;", "header"),
            ("SEP=,", "header"),
            ("sep=", "header"),
            ("sep=;;", "garbage: expected 5 values, found 1"),
            ("sep:;", "garbage: expected 5 values, found 1"),
        ],
    );
}

#[test]
fn a_line_that_is_no_row_is_read_as_what_it_looks_like() {
    let lines = [
        ("2016-04-26T08:00:00Z,a,b,c,d", AT),
        ("1461657600,a,b,c,d", AT),
        (",a,b,c,e", "a b c e"),
        (",a,b,c,f", "a b c f"),
        ("\",\",a,b,c", "garbage: expected 5 values, found 4"),
        (r#"{"id":"a","pc":"b"}"#, "a b - -"),
        (r#"{"id":"a","pc":"b","expiry":"c","signature":"d","x":1}"#, "a b c d"),
        (
            "::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?id=a,b HTTP/1.1\"",
            "a,b - - - @2016-04-26T08:00:00.000Z",
        ),
        ("/?id=a", "a - - -"),
        ("{\"x\":1}", "garbage: expected 5 values, found 1"),
    ];
    let rows: Vec<_> = lines.iter().map(|(line, _)| *line).collect();
    let log = format!("{HEADER}\n{}", rows.join("\n"));
    let (format, found) = read(&log);
    assert_eq!(format, "csv");
    assert_eq!(found, lines.map(|(_, expected)| expected));
    for (found, (line, expected)) in told(&log).unwrap().iter().zip(lines) {
        let is_row = !line.contains(['{', '[', '?']);
        let expected = if is_row { expected } else { "garbage: " };
        assert!(found.starts_with(expected), "{line}: {found}");
    }
}

#[test]
fn a_row_may_start_as_an_object_does() {
    for (header, row) in
        [("pc,id,expiry,signature", "{b,a,c,d"), ("pc,id,expiry,signature,x", "{b,a,c,d,}")]
    {
        assert_eq!(read(&format!("{header}\n{row}")).1, ["a {b c d"], "{row}");
        assert_eq!(told(&format!("{header}\n{row}")).unwrap(), ["a {b c d"], "{row}");
    }
    let object = r#"{"id":"a","pc":"b"}"#;
    assert_eq!(
        read(&format!("id,pc,expiry,signature\na,b,c,d\n{object}")).1,
        ["a b c d", "a b - -"]
    );
}
