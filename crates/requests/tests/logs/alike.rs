//! What is read of a line does not depend on the lines before it: what is remembered of them only saves time.

use crate::util::{read_line, said};
use store_auth_requests::{Entry, Layout, LogOptions, LogReader};

/// Lines that are alike, and such that differ from them in one thing.
fn alike() -> Vec<String> {
    let mut lines = Vec::new();
    for line in [
        r#"{"time":"2016-04-26T08:00:00Z","id":"a","pc":"b","expiry":"c","signature":"d","status":200}"#,
        r#"{"id":"a","pc":"b","expiry":"c","signature":"d"}"#,
        r#"{"ts":"1461657600","uri":"/?id=a","agent":"x"}"#,
        r#"{"uri":"/?id=a&pc=b"}"#,
        r#"{"cid":"a","pc":"b","expiry_time":"c","signature":"d","uri":"/?id=z"}"#,
    ] {
        lines.push(line.to_owned());
        for (one, other) in [
            ("\"a\"", "\"abc\""),
            ("\"a\"", "\"\""),
            ("id=a", "id=abcd"),
            ("id=a", "x=1"),
            ("\"b\"", "\"b\\\"\""),
            ("\"b\"", "\"bé\""),
            ("\"b\"", "7"),
            ("\"c\"", "[\"c\"]"),
            ("\"c\"", "\"c"),
            ("\"d\"", "\"d\",\"id\":\"z\""),
            ("\"d\"", "\"d\",\"uri\":\"/?id=z\""),
            ("\"d\"", "\"d\",\"request\":{\"uri\":\"/?id=z\"}"),
            ("08:00:00", "08:00:07"),
            ("08:00:00", "08:61:00"),
            ("08:00:00Z", "soon"),
            ("1461657600", "1461657601"),
            ("1461657600", "0.1"),
            ("200", "404"),
            ("200", "4"),
            ("200", "{}"),
            ("200", "\"200\""),
            ("{", "{ "),
            ("}", " }"),
            ("}", ",}"),
            ("}", "}}"),
            ("}", "} "),
            ("}", "x"),
            (":", ": "),
            (",", ",,"),
            ("\"id\"", "\"iD\""),
            ("\"pc\"", "\"cp\""),
            ("\"signature\"", "\"signature \""),
            ("\"uri\"", "\"url\""),
            ("\"uri\"", "\"request\""),
            ("\"uri\":", "\"uri\":\"/?id=y\",\"uri\":"),
            ("\"agent\":\"x\"", "\"agent\":\"x\",\"log\":\"id=y\""),
            ("\"agent\"", "\"time\""),
            ("{", "{\"x\":\"\u{7f}\","),
            ("{", "{\"x\":\"\\\\\","),
            ("{", "{\"x\":[1],"),
            ("{", "{\"\":\"\","),
        ] {
            if line.contains(one) {
                lines.push(line.replacen(one, other, 1));
            }
        }
    }
    lines.sort();
    lines.dedup();
    lines
}

#[test]
fn a_line_is_read_behind_any_other_as_it_is_alone() {
    let lines = alike();
    assert!(lines.len() > 100, "{}", lines.len());
    let alone: Vec<_> = lines.iter().map(|line| read_line(line)).collect();
    let layout = Layout::default();
    for before in &lines {
        let mut reader = LogReader::new(&LogOptions::default());
        for (line, alone) in lines.iter().zip(&alone) {
            reader.read(&layout, before.as_bytes());
            assert_eq!(
                said(&reader.read(&layout, line.as_bytes())),
                *alone,
                "{line} behind {before}"
            );
        }
    }
}

#[test]
fn a_row_is_read_behind_any_other_as_it_is_alone() {
    let rows = [
        "2016-04-26T08:00:00Z,a,b,c,d",
        "2016-04-26T08:00:09Z,abc,b,c,d",
        "2016-04-26T08:01:00Z,a,bcd,c,",
        "1461657600,a,b,c,d",
        "soon,a,b,c,d",
        ",a,b,c,d",
        ",,,,",
        ",,b,c,d",
        "a,b,c,d",
        ",a,b,c,d,e",
        ",\"a\",b,c,d",
        ",\"a,b,c,d",
        "{,a,b,c,d",
        "{\"id\":\"a\"}",
        "/?id=a",
        "#",
        "time,id,pc,expiry,signature",
    ];
    for header in
        ["time,id,pc,expiry,signature\n", "ts,id,cid,expiry,signature,url\n", "time,url,a,b,c\n"]
    {
        let options = LogOptions::default();
        let (layout, _) = LogReader::new(&options).recognize(header.as_bytes()).unwrap();
        let read = |reader: &mut LogReader, row: &str| said(&reader.read(&layout, row.as_bytes()));
        for before in rows {
            for row in rows {
                let alone = read(&mut LogReader::new(&options), row);
                let mut reader = LogReader::new(&options);
                read(&mut reader, before);
                assert_eq!(read(&mut reader, row), alone, "{row} behind {before}");
            }
        }
    }
}

#[test]
fn many_lines_of_many_shapes_are_read_as_each_is_alone() {
    let mut reader = LogReader::new(&LogOptions::default());
    let layout = Layout::default();
    for number in 0..400 {
        // Eleven shapes in turn, then ever new ones.
        let shape = if number < 200 { number % 11 } else { number };
        let line = format!("{{\"n{shape}\":1,\"uri\":\"/?id={number}\"}}");
        let entry = reader.read(&layout, line.as_bytes());
        assert_eq!(said(&entry), format!("{number} - - -"));
    }
    for texts in 20..30 {
        let more = "\"n\":\"1\",".repeat(texts);
        for id in ["a", "abc"] {
            let line = format!("{{{more}\"uri\":\"/?id={id}\"}}");
            assert_eq!(said(&reader.read(&layout, line.as_bytes())), format!("{id} - - -"));
        }
    }
}

#[test]
fn a_text_of_any_length_is_read_whole() {
    let mut reader = LogReader::new(&LogOptions::default());
    for length in (0..80).chain([8159, 8160, 8161, 8200]) {
        let id = "x".repeat(length);
        let line = format!("{{\"id\":\"{id}\",\"pc\":\"b\",\"expiry\":\"c\",\"signature\":\"d\"}}");
        for _ in 0..2 {
            let entry = reader.read(&Layout::default(), line.as_bytes());
            let Entry::Request(request, None) = &entry else { panic!("{entry:?}") };
            assert_eq!(request.text(store_auth::Field::Id).unwrap().len(), length);
        }
    }
}
