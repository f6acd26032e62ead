//! `storeauth audit`: every format, recognized and given, with its times and escapes.

mod util;

use util::{
    EXPIRY, ID, NOW, PRODUCT_CODE, SIGNATURE,
    audit::{audit, combined, combined_of, ndjson, reasons},
    query, query_of,
};

/// [`NOW`] in a combined log.
const LOCAL: &str = "26/Apr/2016:03:17:59 -0400";
/// A minute after the expiry.
const LATE: &str = "2016-04-26T08:18:59Z";

#[track_caller]
fn assert_format(log: &str, format: &str) {
    let summary = audit().file(log).assert_counts(0, &[("authorized", 1)]);
    assert_eq!(summary["files"][0]["format"], format);
    audit().args(["--input-format", format]).file(log).assert_counts(0, &[("authorized", 1)]);
}

#[track_caller]
fn assert_verdict(log: &str, verdict: &str) {
    let (summary, _) = audit().stdin(log).summary();
    let found = if summary["authorized"] == 1 { vec!["authorized".to_owned()] } else { Vec::new() };
    let denied = reasons(&summary).into_iter().map(|(reason, _)| reason);
    assert_eq!(found.into_iter().chain(denied).collect::<Vec<_>>(), [verdict], "{log} {summary}");
}

#[test]
fn ndjson_is_recognized() {
    assert_format(&ndjson(NOW), "ndjson");
}

#[test]
fn csv_is_recognized_by_its_header() {
    let line = format!("{NOW},{ID},{PRODUCT_CODE},{EXPIRY},{SIGNATURE}\n");
    assert_format(&format!("time,id,pc,expiry,signature\n{line}"), "csv");
    assert_format(&format!("ts,cid,pc,expiry_time,signature\r\n{line}"), "csv");
    assert_format(&format!("time;id;pc;expiry;signature\n{}", line.replace(',', ";")), "csv");
    assert_format(&format!("time,url\n{NOW},\"/feed?{}&x=a,b\"\n", query()), "csv");
}

#[test]
fn combined_and_common_logs_are_recognized() {
    assert_format(&combined(LOCAL), "combined");
    assert_format(&combined(LOCAL).replace(" \"-\" \"display/1.0\"", ""), "combined");
}

#[test]
fn json_logs_of_many_programs_are_recognized() {
    let target = format!("/feed?{}", query());
    for log in [
        // nginx, as its variables are usually named
        format!(r#"{{"time_iso8601":"{NOW}","request_uri":"{target}"}}"#),
        format!(r#"{{"msec":"1461655079.000","request":"GET {target} HTTP/2.0","status":"200"}}"#),
        format!(r#"{{"time_local":"{LOCAL}","uri":"/feed","args":"{}"}}"#, query()),
        // Caddy
        format!(
            r#"{{"level":"info","ts":1461655079.25,"request":{{"method":"GET","uri":"{target}"}}}}"#
        ),
        // Traefik
        format!(r#"{{"ClientHost":"192.0.2.1","RequestPath":"{target}","time":"{NOW}"}}"#),
        // Google Cloud
        format!(
            r#"{{"httpRequest":{{"requestUrl":"https://data.example{target}"}},"timestamp":"{NOW}"}}"#
        ),
        // Elastic's common schema, nested and flat, with an id of its own
        format!(
            r#"{{"@timestamp":"{NOW}","id":"7","url":{{"path":"/feed","query":"{}"}}}}"#,
            query()
        ),
        format!(r#"{{"@timestamp":"{NOW}","url.original":"{target}"}}"#),
    ] {
        assert_format(&(log + "\n"), "json-log");
    }
}

#[test]
fn lines_of_urls_and_queries_are_ndjson_too_where_a_time_is_told() {
    let log = format!("https://data.example/?{0}\n{0}\n/feed?{0}\n", query());
    let summary = audit().args(["--at", NOW]).stdin(log).assert_counts(0, &[("authorized", 3)]);
    assert_eq!(summary["files"][0]["format"], "ndjson");
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_format(&format!("\u{feff}{}", ndjson(NOW)), "ndjson");
    let header = "\u{feff}time,id,pc,expiry,signature";
    assert_format(&format!("{header}\n{NOW},{ID},{PRODUCT_CODE},{EXPIRY},{SIGNATURE}"), "csv");
}

#[test]
fn a_format_may_be_recognized_behind_garbage() {
    let log = format!("rubbish\n\n{}", combined(LOCAL));
    audit().stdin(log).assert_counts(1, &[("authorized", 1), ("garbage", 2)]);
}

#[test]
fn a_file_of_no_known_format_is_an_error_that_names_it() {
    let file = util::file("one\ntwo\n");
    let (summary, output) = audit().arg(file.path()).summary();
    let error = "format not recognized: expected NDJSON, CSV with a header, W3C with #Fields, a combined, HAProxy or \
        JSON access log, or the name of the member or column that holds the URL";
    assert_eq!(summary["files"][0]["error"], error);
    let message = format!("error: {}: {error}: --url-member PATH\n", file.path().display());
    assert_eq!(output.stderr, message);
    assert_eq!(output.code, Some(2));
}

#[test]
fn a_csv_file_without_a_header_is_an_error_where_csv_was_told() {
    let (_, output) = audit().args(["--input-format", "csv"]).stdin("a,b,c\n").summary();
    let error = "error: standard input: expected a CSV header that names id or cid, pc, expiry and signature, or a URL\n";
    assert_eq!((output.stderr.as_str(), output.code), (error, Some(2)));
}

#[test]
fn a_request_is_verified_at_its_own_time() {
    assert_verdict(&ndjson(NOW), "authorized");
    assert_verdict(&ndjson(LATE), "expired");
    assert_verdict(&ndjson("2016-04-26T04:17:59-0400"), "authorized");
    assert_verdict(&ndjson("2016-04-26T04:18:59-0400"), "expired");
    assert_verdict(&combined("26/Apr/2016:04:17:59 -0400"), "authorized");
    assert_verdict(&combined("26/Apr/2016:04:18:00 -0400"), "expired");
    assert_verdict(&combined("26/Apr/2016:13:47:59 +0530"), "authorized");
    assert_verdict(&combined("26/Apr/2016:13:48:00 +0530"), "expired");
}

#[test]
fn a_time_may_be_a_number_of_seconds_or_milliseconds() {
    let time = |number: &str| ndjson("x").replace("\"x\"", number);
    // The expiry is 1461658679.
    assert_verdict(&time("1461658679"), "authorized");
    assert_verdict(&time("1461658680"), "expired");
    assert_verdict(&time("1461658679000"), "authorized");
    assert_verdict(&time("1461658679001"), "expired");
    assert_verdict(&time("\"1461658679.001\""), "expired");
}

#[test]
fn at_is_the_time_of_all_requests() {
    let log = combined(LOCAL) + &combined("no time at all");
    let late = audit().args(["--at", LATE]).stdin(&log).assert_counts(1, &[("denied", 2)]);
    assert_eq!(reasons(&late), [("expired".to_owned(), 2)]);
    audit().args(["--at", NOW]).stdin(&log).assert_counts(0, &[("authorized", 2)]);
}

#[test]
fn requests_without_a_time_are_not_verified_and_the_error_says_what_to_do() {
    let log = ndjson(NOW) + &query() + "\n" + &query() + "\n";
    let (summary, output) = audit().stdin(log).summary();
    assert_eq!((&summary["authorized"], &summary["withoutTime"]), (&1.into(), &2.into()));
    let error = "error: 2 requests have no time, the first on line 2 of standard input: expected --at INSTANT, or --time-member PATH\n";
    assert_eq!((output.stderr.as_str(), output.code), (error, Some(2)));
}

#[test]
fn a_time_that_is_none_is_garbage() {
    for time in ["yesterday", "2016-04-26T08:00:00", ""] {
        let log = ndjson(NOW) + &ndjson(time);
        let summary = audit().stdin(log).assert_counts(1, &[("authorized", 1), ("garbage", 1)]);
        let problem = "malformed time: expected ISO 8601 with a zone, 26/Apr/2016:08:00:00 +0000, or a number since 1970";
        assert_eq!(summary["garbageSamples"][0]["problem"], problem);
    }
}

#[test]
fn members_may_be_named() {
    let log = format!(
        r#"{{"uri":"/other?id=1","http":{{"target":"/feed?{}"}},"time":"no","when":{{"at":"{NOW}"}}}}"#,
        query()
    );
    audit()
        .args([
            "--input-format",
            "json-log",
            "--url-member",
            "http.target",
            "--time-member",
            "when.at",
        ])
        .stdin(log)
        .assert_counts(0, &[("authorized", 1)]);
    let log = format!("when,what\n{NOW},/feed?{}\n", query());
    audit()
        .args(["--url-member", "what", "--time-member", "when"])
        .stdin(log)
        .assert_counts(0, &[("authorized", 1)]);
}

#[test]
fn escapes_in_urls_are_decoded() {
    let escaped = query().replace('+', "%2B").replace(':', "%3a").replace("id=", "%69d=");
    assert_verdict(&combined_of(LOCAL, &format!("GET /feed?{escaped} HTTP/1.1")), "authorized");
    let json = format!(r#"{{"time":"{NOW}","uri":"\/feed?{}"}}"#, escaped.replace('&', r"\u0026"));
    assert_verdict(&json, "authorized");
    let nginx = query().replace('+', r"\x2B");
    assert_verdict(&combined_of(LOCAL, &format!("GET /feed?{nginx} HTTP/1.1")), "authorized");
    let bad = query().replace('+', "%2");
    assert_verdict(&combined_of(LOCAL, &format!("GET /feed?{bad} HTTP/1.1")), "malformed expiry");
}

#[test]
fn lines_of_access_logs_without_any_field_are_counted_apart() {
    let mut log = combined(LOCAL);
    for request_line in
        ["GET /favicon.ico HTTP/1.1", "GET /?a=b HTTP/1.1", "-", r"\x16\x03", "OPTIONS * HTTP/1.0"]
    {
        log += &combined_of(LOCAL, request_line);
    }
    audit().stdin(log).assert_counts(0, &[("authorized", 1), ("noAuthorization", 5)]);
    let log = format!(
        r#"{{"uri":"/favicon.ico"}}{0}{{"uri":"/?{1}","ts":1461655079}}{0}"#,
        "\n",
        query()
    );
    audit().stdin(log).assert_counts(0, &[("authorized", 1), ("noAuthorization", 1)]);
}

#[test]
fn one_field_of_the_four_makes_a_request() {
    let log = combined(LOCAL) + &combined_of(LOCAL, "GET /?pc=1 HTTP/1.1");
    let summary = audit().stdin(log).assert_counts(1, &[("authorized", 1), ("denied", 1)]);
    assert_eq!(reasons(&summary), [("malformed id".to_owned(), 1)]);
}

#[test]
fn garbage_is_counted_and_shown_by_its_place_and_never_quoted() {
    let log = combined(LOCAL) + "secret stuff\nsecret=stuff of \"others\"\n";
    let file = util::file(&log);
    let summary = audit().arg(file.path()).assert_counts(1, &[("authorized", 1), ("garbage", 2)]);
    let samples = serde_json::json!([
        { "file": file.path(), "line": 2, "problem": "expected a line of a combined access log" },
        { "file": file.path(), "line": 3, "problem": "expected a line of a combined access log" },
    ]);
    assert_eq!(summary["garbageSamples"], samples);
}

#[test]
fn what_is_json_but_no_object_is_not_quoted_either() {
    let log = format!("{{\"uri\":\"/\"}}\n\"{SIGNATURE}\"\n[\"secret\"]\n7\n{{\"uri\":secret}}\n");
    let summary = audit().stdin(log).assert_counts(2, &[("noAuthorization", 1), ("garbage", 4)]);
    assert!(!summary.to_string().contains("secret"), "{summary}");
}

#[test]
fn only_the_first_lines_of_garbage_are_shown() {
    let log = ndjson(NOW) + &"x\n".repeat(5000);
    let summary = audit().stdin(log).assert_counts(1, &[("authorized", 1), ("garbage", 5000)]);
    let lines: Vec<_> = summary["garbageSamples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sample| &sample["line"])
        .collect();
    assert_eq!(lines, (2..12).collect::<Vec<u64>>());
}

#[test]
fn the_values_of_a_csv_line_must_be_as_many_as_its_header_names() {
    let header = "time,id,pc,expiry,signature\n";
    let log = format!("{header}{NOW},{ID},{PRODUCT_CODE},{EXPIRY}\n\"{NOW},{ID}\n");
    let summary = audit().stdin(log).assert_counts(1, &[("garbage", 2)]);
    let problems = ["expected 5 values, found 4", "expected a closing quote"];
    for (index, problem) in problems.into_iter().enumerate() {
        assert_eq!(summary["garbageSamples"][index]["problem"], problem);
        assert_eq!(summary["garbageSamples"][index]["line"], index + 2);
    }
}

#[test]
fn a_json_value_other_than_a_string_is_denied_as_verify_does() {
    let log = ndjson(NOW).replace(&format!("\"{ID}\""), "7");
    assert_verdict(&log, "malformed id");
}

#[test]
fn a_name_given_twice_is_denied_as_verify_does() {
    let log = ndjson(NOW).replace("{\"time\"", "{\"cid\":\"x\",\"time\"");
    assert_verdict(&log, "malformed id");
    assert_verdict(
        &combined_of(LOCAL, &format!("GET /?{0}&pc=1 HTTP/1.1", query())),
        "malformed pc",
    );
}

#[test]
fn other_signatures_are_a_mismatch() {
    let other = query_of("2016-04-26T08:18:59.059+0000", SIGNATURE);
    assert_verdict(&combined_of(LOCAL, &format!("GET /?{other} HTTP/1.1")), "signature-mismatch");
}
