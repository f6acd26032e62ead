//! What a simple writer of each layout has written is read as it was: the same requests in the same order.

use crate::util::read;
use std::fmt::Write as _;

/// A request: id, product code, expiry, signature.
type Fields = [String; 4];

/// Of all kinds of characters that one layout or another has to escape; some alike, some longer than those before.
fn requests() -> Vec<Fields> {
    let mut requests: Vec<Fields> = Vec::new();
    for (number, odd) in [
        "", "x", "\"", "\\", "%", "&", "=", "+", ",", ";", "?", "{}", "[]", "#", "'", "|", "é",
        "\u{1}",
    ]
    .into_iter()
    .enumerate()
    {
        for place in 0..4 {
            let mut fields = [
                "XU4XHT8XQDWK",
                "b5d78da0853d97e2",
                "2016-04-26T08:17:59.059+0000",
                "16be1703017fd100",
            ]
            .map(str::to_owned);
            let at = number % fields[place].len();
            fields[place].insert_str(at, odd);
            requests.push(fields);
        }
    }
    requests
}

/// Percent-encoded but for letters and digits.
fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
        encoded
    })
}

fn query([id, pc, expiry, signature]: &Fields) -> String {
    let [id, pc, expiry, signature] = [id, pc, expiry, signature].map(|text| percent(text));
    format!("id={id}&pc={pc}&expiry={expiry}&signature={signature}")
}

/// What is read of a request that was made so many seconds behind the first.
fn expected(fields: &Fields, second: Option<usize>) -> String {
    let time =
        second.map(|second| format!(" @2016-04-26T08:{:02}:{:02}.000Z", second / 60, second % 60));
    format!("{}{}", fields.join(" "), time.unwrap_or_default())
}

fn iso(second: usize) -> String {
    format!("2016-04-26T08:{:02}:{:02}Z", second / 60, second % 60)
}

fn clf(second: usize) -> String {
    format!("26/Apr/2016:04:{:02}:{:02} -0400", second / 60, second % 60)
}

/// Asserts that a log of all requests is recognized and read, each line written by this.
#[track_caller]
fn assert_read(
    format: &str,
    header: &str,
    has_time: bool,
    write: impl Fn(usize, &Fields) -> String,
) {
    let requests = requests();
    let lines: Vec<_> =
        requests.iter().enumerate().map(|(second, fields)| write(second, fields)).collect();
    let (found, read) = read(&format!("{header}{}", lines.join("\n")));
    assert_eq!(found, format);
    let skipped = read.len() - requests.len();
    for ((second, fields), read) in requests.iter().enumerate().zip(&read[skipped..]) {
        assert_eq!(*read, expected(fields, has_time.then_some(second)), "{}", lines[second]);
    }
}

#[test]
fn urls_and_queries() {
    assert_read("ndjson", "", false, |_, fields| format!("/feed?{}", query(fields)));
    assert_read("ndjson", "", false, |_, fields| query(fields));
    assert_read("ndjson", "", false, |number, fields| {
        format!("https://data.example/{number}?x={number}&{}#top", query(fields))
    });
}

#[test]
fn objects_of_fields() {
    let json = |text: &str| serde_json::to_string(text).unwrap();
    assert_read("ndjson", "", true, |second, fields| {
        let [id, pc, expiry, signature] = fields.each_ref().map(|text| json(text));
        format!(
            "{{\"time\":\"{}\",\"id\":{id},\"pc\":{pc},\"expiry\":{expiry},\"signature\":{signature}}}",
            iso(second)
        )
    });
    assert_read("ndjson", "", true, |second, fields| {
        let [id, pc, expiry, signature] = fields.each_ref().map(|text| json(text));
        let ts = 1_461_657_600 + second;
        format!(
            "{{ \"signature\" : {signature}, \"n\": {second}, \"x\": [\"id\", {{\"pc\": 1}}], \"expiry_time\": {expiry}, \"pc\": {pc}, \"cid\": {id}, \"ts\": {ts} }}"
        )
    });
    assert_read("ndjson", "", false, |second, fields| {
        let [id, pc, expiry, signature] = fields.each_ref().map(|text| json(text));
        let note = "x".repeat(second % 40);
        format!(
            "{{\"note\":\"{note}\",\"signature\":{signature},\"note\":\"\",\"id\":{id},\"pc\":{pc},\"expiry\":{expiry}}}"
        )
    });
}

#[test]
fn tables() {
    for delimiter in [",", ";", "\t"] {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let plain = |text: &str| {
            if text.contains(['"', ',', ';', '\t']) { quoted(text) } else { text.to_owned() }
        };
        let header = ["id", "time", "pc", "expiry", "signature"].join(delimiter) + "\n";
        for quote in [true, false] {
            assert_read("csv", &header, true, |second, [id, pc, expiry, signature]| {
                let values = [id, &iso(second), pc, expiry, signature];
                values.map(|text| if quote { quoted(text) } else { plain(text) }).join(delimiter)
            });
        }
        let header = ["x", "URL", "time_local"].join(delimiter) + "\n";
        assert_read("csv", &header, true, |second, fields| {
            ["1", &format!("/?{}", query(fields)), &clf(second)].join(delimiter)
        });
        let header = ["id", "pc", "expiry", "signature"].join(&format!("{delimiter} ")) + "\n";
        assert_read("csv", &header, false, |_, fields| {
            fields.each_ref().map(|text| quoted(text)).join(&format!("{delimiter} "))
        });
    }
}

#[test]
fn access_logs_of_lines() {
    let line = |second: usize, target: &str| {
        format!(
            "203.0.113.9 - - [{}] \"GET {target} HTTP/1.1\" 200 {second} \"-\" \"agent\"",
            clf(second)
        )
    };
    assert_read("combined", "", true, |second, fields| {
        line(second, &format!("/feed?{}", query(fields)))
    });
    // With bytes that a client may send as they are, as nginx and Apache write them.
    let sent = |text: &str| {
        text.replace('%', "%25").replace('&', "%26").replace('#', "%23").replace('+', "%2B")
    };
    let as_sent = |fields: &Fields| {
        let [id, pc, expiry, signature] = fields.each_ref().map(|text| sent(text));
        format!("id={id}&pc={pc}&expiry={expiry}&signature={signature}")
    };
    assert_read("combined", "", true, |second, fields| {
        let escaped = as_sent(fields).bytes().fold(String::new(), |mut text, byte| {
            if matches!(byte, b'"' | b'\\' | 0..0x20 | 0x7f..) {
                write!(text, "\\x{byte:02X}").unwrap();
            } else {
                text.push(char::from(byte));
            }
            text
        });
        line(second, &format!("/?{escaped}"))
    });
    assert_read("combined", "", true, |second, fields| {
        let escaped =
            as_sent(fields).replace('\\', "\\\\").replace('"', "\\\"").replace('\u{1}', "\\x01");
        line(second, &format!("/?{escaped}"))
    });
    assert_read("combined", "", false, |second, fields| {
        format!(
            "10.0.1.2:{second} [26/Apr/2016:08:00:00.655] http-in static/srv1 10/0/30/69/{second} 200 2750 - - ---- 1/1/1/1/0 0/0 {{a \"b\"}} \"GET /?{} HTTP/1.1\"",
            query(fields)
        )
    });
}

#[test]
fn access_logs_of_objects() {
    assert_read("json-log", "", true, |second, fields| {
        format!(
            "{{\"time\":\"{}\",\"uri\":\"/?{}\",\"status\":{}}}",
            iso(second),
            query(fields),
            200 + second / 20
        )
    });
    assert_read("json-log", "", true, |second, fields| {
        format!(
            "{{\"level\":\"info\",\"ts\":{}.0,\"request\":{{\"method\":\"GET\",\"uri\":\"/?{}\"}},\"n\":{second}}}",
            1_461_657_600 + second,
            query(fields)
        )
    });
    assert_read("json-log", "", true, |second, fields| {
        let request = serde_json::to_string(&format!("GET /?{} HTTP/1.1", query(fields))).unwrap();
        let nginx = request.replace("\\\"", "\\x22").replace("XU4", "\\x58U4");
        format!(
            "{{\"request\":{nginx},\"time_local\":\"{}\",\"id\":\"7\",\"agent\":\"a\\x22b\"}}",
            clf(second)
        )
    });
}

#[test]
fn extended_logs() {
    assert_read(
        "w3c",
        "#Version: 1.0\n#Fields: date time cs-uri-stem cs-uri-query\n",
        true,
        |second, fields| format!("2016-04-26 {} /feed {}", &iso(second)[11..19], query(fields)),
    );
    assert_read("w3c", "#Fields: date time cs-uri-stem cs-uri-query\n", true, |second, fields| {
        format!("2016-04-26\t{}\t/fe ed\t{}", &iso(second)[11..19], query(fields))
    });
}

#[test]
fn lines_that_collectors_hand_on() {
    let combined = |second: usize, fields: &Fields| {
        format!("203.0.113.9 - - [{}] \"GET /?{} HTTP/1.1\" 200 1", clf(second), query(fields))
    };
    assert_read("combined", "", true, |second, fields| {
        format!("{} stdout F {}", iso(second + 1), combined(second, fields))
    });
    assert_read("combined", "", true, |second, fields| {
        let line = serde_json::to_string(&combined(second, fields)).unwrap();
        format!("{{\"log\":{line},\"time\":\"{}\"}}", iso(second + 1))
    });
    assert_read("ndjson", "", true, |second, fields| {
        format!("{} nginx: {}", iso(second), query(fields))
    });
}
