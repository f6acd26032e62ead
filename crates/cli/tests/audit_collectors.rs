//! `storeauth audit`: logs as proxies and collectors write them, and what looks like one.

mod util;

use serde_json::{Value, json};
use util::{
    EXPIRY, ID, NOW, PRODUCT_CODE, SIGNATURE,
    audit::{audit, combined, combined_of, ndjson, reasons},
    query,
};

/// A minute after the expiry.
const LATE: &str = "2016-04-26T08:18:59Z";
/// [`NOW`] in a combined log.
const LOCAL: &str = "26/Apr/2016:03:17:59 -0400";

/// A line of HAProxy's `option httplog`, with this time.
fn haproxy(time: &str) -> String {
    format!(
        "192.0.2.1:33317 [{time}] http-in~ data/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 \
         {{data.example}} {{}} \"GET /feed?{} HTTP/1.1\"\n",
        query()
    )
}

/// A JSON access log's line that says no time.
fn object() -> String {
    format!("{{\"request_uri\":\"/feed?{}\"}}\n", query())
}

#[track_caller]
fn assert_authorized(log: &str) -> Value {
    audit().stdin(log).assert_counts(0, &[("authorized", 1)])
}

#[track_caller]
fn assert_expired(log: &str) {
    let summary = audit().stdin(log).assert_counts(1, &[("denied", 1)]);
    assert_eq!(reasons(&summary), [("expired".to_owned(), 1)], "{log}");
}

#[test]
fn haproxy_s_lines_are_read_in_the_zone_that_is_told() {
    let log = haproxy("26/Apr/2016:08:17:59.000") + &haproxy("26/Apr/2016:08:18:00.000");
    for (zone, counts) in [
        ("Z", &[("authorized", 1), ("denied", 1)][..]),
        ("+02:00", &[("authorized", 2)]),
        ("-01:00", &[("denied", 2)]),
    ] {
        let code = i32::from(counts != [("authorized", 2)]);
        let args = ["--time-zone", zone];
        let summary = audit().args(args).stdin(&log).assert_counts(code, counts);
        assert_eq!(summary["files"][0]["format"], "combined");
        audit()
            .args(args)
            .args(["--input-format", "combined"])
            .stdin(&log)
            .assert_counts(code, counts);
    }
    audit().args(["--at", NOW]).stdin(&log).assert_counts(0, &[("authorized", 2)]);
}

#[test]
fn without_a_zone_haproxy_s_lines_are_not_verified_and_the_error_says_what_to_do() {
    let (summary, output) = audit().stdin(haproxy("26/Apr/2016:07:17:59.000")).summary();
    assert_eq!(summary["withoutTime"], 1);
    let error = "error: 1 requests have no time, the first on line 1 of standard input: expected --at INSTANT, or --time-zone ZONE\n";
    assert_eq!((output.stderr.as_str(), output.code), (error, Some(2)));
}

#[test]
fn the_time_of_a_collector_is_that_of_lines_without_one() {
    for before in
        ["{time} stdout F ", "{time} ", "<190>1 {time} host nginx 7 - - ", "{time} host nginx[7]: "]
    {
        for line in [object(), haproxy("26/Apr/2016:01:00:00.000")] {
            assert_authorized(&(before.replace("{time}", NOW) + &line));
            assert_expired(&(before.replace("{time}", LATE) + &line));
        }
        // A time of the line's own counts.
        assert_authorized(&(before.replace("{time}", LATE) + &combined(LOCAL)));
        assert_authorized(&(before.replace("{time}", LATE) + &ndjson(NOW)));
    }
}

#[test]
fn what_collectors_write_before_a_line_is_passed_over() {
    for before in [
        "web-1  | ",
        "Apr 26 07:17:59 host nginx[7]: ",
        "<190>Apr  6 07:17:59 host nginx: ",
        "[pod/web-7/nginx] ",
        "web-1  | <190>Apr  6 07:17:59 host nginx: ",
    ] {
        for line in [ndjson(NOW), combined(LOCAL), ndjson(NOW).replace("id\":", "cid\":")] {
            assert_authorized(&format!("{before}{line}"));
        }
        for (format, line) in [("ndjson", ndjson(NOW)), ("combined", combined(LOCAL))] {
            let log = format!("{before}{line}");
            let told = audit().args(["--input-format", format]).stdin(log);
            told.assert_counts(0, &[("authorized", 1)]);
        }
    }
}

#[test]
fn a_line_inside_a_collector_s_object_is_read() {
    for name in ["log", "message", "MESSAGE"] {
        for line in [ndjson(NOW), combined(LOCAL)] {
            let log = json!({ name: line, "stream": "stdout", "time": LATE }).to_string();
            assert_authorized(&log);
        }
        assert_authorized(&json!({ name: object(), "time": NOW }).to_string());
        assert_expired(&json!({ name: object(), "time": LATE }).to_string());
    }
}

#[test]
fn w3c_s_fields_say_what_each_value_is_until_others_are_named() {
    let values = |query: &str| format!("2016-04-26 07:17:59 GET /feed {query} 200\n");
    let names = "#Version: 1.0\n#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status\n";
    let later = format!(
        "#Fields: cs-uri-query time date\n{0} 08:17:59 2016-04-26\n{0} 08:18:00 2016-04-26\n",
        query()
    );
    let log = format!("{names}{}{}{later}", values(&query()), values("-"));
    for threads in ["1", "3"] {
        let args = ["--threads", threads];
        let counts = [("authorized", 2), ("denied", 1), ("noAuthorization", 1)];
        let summary = audit().args(args).stdin(&log).assert_counts(1, &counts);
        assert_eq!(summary["files"][0]["format"], "w3c");
    }
    let tabs = log.replace(' ', "\t").replace("#Fields:\t", "#Fields: ");
    audit()
        .stdin(tabs)
        .assert_counts(1, &[("authorized", 2), ("denied", 1), ("noAuthorization", 1)]);
    // In many chunks, each with names of its own.
    let many = log.repeat(5000);
    let counts = [("authorized", 10_000), ("denied", 5000), ("noAuthorization", 5000)];
    audit().args(["--input-format", "w3c"]).stdin(many).assert_counts(1, &counts);
}

#[test]
fn an_array_of_objects_is_read_however_it_is_broken_into_lines() {
    let object = |time| ndjson(time).trim_end().to_owned();
    let log = format!("[{},\n{},\n{}]\n", object(NOW), object(NOW), object(LATE));
    audit().stdin(&log).assert_counts(1, &[("authorized", 2), ("denied", 1)]);
    let pretty = log.replace(',', ",\n  ").replace('{', "\n          {\n  ");
    audit().stdin(pretty).assert_counts(1, &[("authorized", 2), ("denied", 1)]);
    // In one line of more than a mebibyte.
    let log = format!("[{}]", vec![object(NOW); 10_000].join(","));
    audit().stdin(log).assert_counts(0, &[("authorized", 10_000)]);
    // What is left of one that was cut.
    let log = format!("{},\n{}\n]\n", object(NOW), object(NOW));
    audit().stdin(log).assert_counts(1, &[("authorized", 2), ("garbage", 1)]);
    let log = format!("{}\n,{}\n", object(NOW), object(NOW));
    audit().stdin(log).assert_counts(0, &[("authorized", 2)]);
}

#[test]
fn a_garbled_object_of_an_array_takes_no_other_with_it() {
    let object = ndjson(NOW).trim_end().to_owned();
    for (between, indent) in [(",", ""), (",\n", ""), (",\n", "  ")] {
        let object =
            object.replace('{', &format!("{indent}{{")).replace(',', &format!(",{indent}"));
        for garbled in
            [&object[..object.len() / 2], &object[object.len() / 2..], &object.replacen('"', "", 1)]
        {
            let log = [&object[..], &object, garbled, &object, &object].join(between);
            audit()
                .stdin(format!("[{log}]\n"))
                .assert_counts(1, &[("authorized", 4), ("garbage", 1)]);
        }
    }
}

#[test]
fn nginx_s_own_escapes_in_json_are_undone() {
    let line =
        object().replace("{\"", &format!("{{\"time\":\"{NOW}\",\"agent\":\"\\x22x\\x5C\",\""));
    assert_authorized(&line);
    let told = audit().args(["--input-format", "json-log"]).stdin(line);
    told.assert_counts(0, &[("authorized", 1)]);
}

#[test]
fn a_time_that_can_be_none_is_passed_over_for_one_that_can() {
    for first in ["0.004", "0", "4000", "\"0001-01-01T00:00:00Z\"", "\"12.5\"", "4000000000"] {
        let line = |time: &str| {
            object().replace("{\"", &format!("{{\"timestamp\":\"{time}\",\"time\":{first},\""))
        };
        assert_authorized(&line(NOW));
        assert_expired(&line(LATE));
    }
    let log = object().replace("{\"", "{\"time\":0.004,\"") + &combined(LOCAL);
    let summary = audit().stdin(log).assert_counts(1, &[("authorized", 1), ("garbage", 1)]);
    let problem = summary["garbageSamples"][0]["problem"].as_str().unwrap();
    assert!(problem.starts_with("malformed time: "), "{problem}");
}

#[test]
fn a_text_with_white_space_or_quotes_is_no_request() {
    for line in [
        format!("error while reading {}", query()),
        format!("\"{}\"", query()),
        format!("/feed?{} and more", query()),
        format!("{}\u{1}", query()),
    ] {
        let log = combined(LOCAL) + &line + "\n";
        let counts = [("authorized", 1), ("garbage", 1)];
        for told in [&[][..], &["--at", NOW]] {
            audit().args(told).stdin(&log).assert_counts(1, &counts);
        }
        let told = audit().args(["--at", NOW, "--input-format", "ndjson"]);
        told.stdin(query() + "\n" + &line).assert_counts(1, &counts);
    }
    // A request line is one whatever its client sent in it.
    let log = combined(LOCAL) + &combined_of(LOCAL, "GET /?id=a b&pc=1 HTTP/1.1");
    audit().stdin(log).assert_counts(1, &[("authorized", 1), ("denied", 1)]);
}

#[test]
fn members_in_which_nobody_has_an_authorization_are_an_error() {
    let log = "{\"path\":\"/feed\",\"target\":\"x\"}\n".repeat(3);
    let (summary, output) = audit().stdin(log).summary();
    assert_eq!(summary["noAuthorization"], 3);
    let error = "error: none of 3 lines has an authorization: expected --url-member PATH, unless nobody sent any\n";
    assert_eq!((output.stderr.as_str(), output.code), (error, Some(2)));
    // A combined log has its URLs in one place.
    let log = combined_of(LOCAL, "GET / HTTP/1.1");
    audit().stdin(log).assert_counts(0, &[("noAuthorization", 1)]);
}

#[test]
fn csv_as_spreadsheets_write_it_is_read() {
    let row = [NOW, ID, PRODUCT_CODE, EXPIRY, SIGNATURE];
    for (header, delimiter) in [
        ("sep=;\nTime;ID;PC;Expiry;Signature\n", ";"),
        ("# exported\n#\ntime,id,pc,expiry,signature\n", ","),
        ("time, id, pc, expiry, signature\n", ", "),
        ("\"TIME\",\"id\",\"pc\",\"expiry\",\"signature\"\n", ","),
    ] {
        let quoted = row.map(|value| format!("\"{value}\"")).join(delimiter);
        let log = format!("{header}{}\n{quoted}\n", row.join(delimiter));
        let summary = audit().stdin(&log).assert_counts(0, &[("authorized", 2)]);
        assert_eq!(summary["files"][0]["format"], "csv");
        // One file behind the other.
        audit().stdin(log.repeat(2)).assert_counts(0, &[("authorized", 4)]);
    }
}
