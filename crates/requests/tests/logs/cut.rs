//! Lines that were cut, and lines of any bytes.

use crate::util::{QUERY, read_line, said};
use store_auth_requests::{
    Entry, Format, Layout, LogOptions, LogReader, LoggedRequest, embedded_request,
};

fn whole() -> Vec<String> {
    let combined = format!(
        "::1 - - [26/Apr/2016:08:00:00 +0000] \"GET /?{QUERY} HTTP/1.1\" 200 1 \"-\" \"x\\\"\""
    );
    vec![
        format!(
            "{{\"time\":\"2016-04-26T08:00:00Z\",\"id\":\"a\",\"pc\":\"b\",\"expiry\":\"c\",\"signature\":\"d\"}}"
        ),
        format!("{{\"ts\":1461657600.5,\"request\":{{\"uri\":\"/?{QUERY}\\x22\"}}}}"),
        format!("<190>1 2016-04-26T08:00:00Z host nginx 7 id [a b=\"\\\"]\"] {combined}"),
        format!("2016-04-26T08:00:00.5+02:00 stdout F [pod/web/nginx] {combined}"),
        format!("Apr 26 08:00:00 host nginx[7]: web-1 | /?{QUERY}"),
        format!(
            "::1:7 [26/Apr/2016:08:00:00.655] in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {{a}} \"GET /?{QUERY} HTTP/1.1\""
        ),
        combined,
    ]
}

#[test]
fn a_cut_line_is_read_as_nothing_or_as_a_part_of_it() {
    for line in whole() {
        assert!(read_line(&line).starts_with("a b c d"), "{line}");
        for end in 0..line.len() {
            for part in [&line[..end], &line[end..]] {
                let found = read_line(part);
                let fields: Vec<_> = found.split(' ').take(4).collect();
                let is_part = fields.iter().zip(["a", "b", "c", "d"]).all(|(found, field)| {
                    // What is cut inside of an escape keeps it.
                    *found == field || found.is_empty() || *found == "-" || field == "d"
                });
                let is_none =
                    found.starts_with("garbage: expected ") || found == "no authorization";
                assert!(is_part || is_none, "{part}: {found}");
                // Wherever the line was cut, there is an answer.
                let _ = (LoggedRequest::find(part.as_bytes()), embedded_request(part.as_bytes()));
            }
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_read_around() {
    let read = |line: &[u8]| {
        let mut reader = LogReader::new(&LogOptions::default());
        said(&reader.read(&Layout::default(), line))
    };
    assert_eq!(read(b"{\"id\":\"a\",\"x\":\"\xff\",\"pc\":\"b\"}"), "a b - -");
    assert!(read(b"{\"id\":\"\xff\",\"pc\":\"b\"}").starts_with("garbage: expected a JSON object"));
    assert_eq!(
        read(b"::1 - \xff [26/Apr/2016:08:00:00 +0000] \"GET /\xff?id=a HTTP/1.1\""),
        "a - - - @2016-04-26T08:00:00.000Z"
    );
}

#[test]
fn no_format_reads_anything_out_of_noise() {
    let mut noise = 0x2545_f491_4f6c_dd1d_u64;
    let alphabet = b"\"\\{}[]:,; |/?=&<>019aTZ.-+#\xff\xef";
    for _ in 0..300 {
        let mut line = Vec::new();
        for _ in 0..noise % 24 {
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            line.push(alphabet[usize::try_from(noise % alphabet.len() as u64).unwrap()]);
        }
        noise = noise.wrapping_add(1);
        for format in [None, Some(Format::Ndjson), Some(Format::JsonLog), Some(Format::Combined)] {
            let mut options = LogOptions::default();
            options.format = format;
            let mut reader = LogReader::new(&options);
            let Ok((layout, _)) = reader.recognize(&line) else { continue };
            let entry = reader.read(&layout, &line);
            let has_a_field =
                matches!(&entry, Entry::Request(request, _) if request.has_any_field());
            assert!(!has_a_field, "{}", line.escape_ascii());
        }
    }
}
