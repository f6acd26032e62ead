//! `storeauth explain`: what it reads, what it prints, and what it never does.

mod util;

use serde_json::Value;
use util::{
    EXPIRY, ID, KEY, NOW, OTHER_KEY, OTHER_SIGNATURE, Output, PRODUCT_CODE, SIGNATURE, Storeauth,
    file, query, shown, sign, storeauth,
};

/// By `echo "$id#$pc#$key#$expiry" | sha1sum`.
const OVER_A_LINE: &str = "4888d2784c156b643baca20483e8ee131652904a";

#[track_caller]
fn explain() -> Storeauth {
    storeauth("explain").key(KEY).args(["--at", NOW])
}

fn query_with(signature: &str) -> String {
    query().replace(SIGNATURE, signature)
}

fn url_with(signature: &str) -> String {
    format!("https://data.example/feed?{}", query_with(signature))
}

#[track_caller]
fn json(run: &Output) -> Value {
    assert_eq!(run.stderr, "");
    serde_json::from_str(&run.stdout).unwrap()
}

/// The code of the first finding, with the exit code of a denial.
#[track_caller]
fn first_code(command: Storeauth) -> String {
    let run = command.args(["--format", "json"]).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    json(&run)["findings"][0]["code"].as_str().unwrap().to_owned()
}

// Text

#[test]
fn a_proved_mistake_is_printed_step_by_step_with_the_fix_last() {
    let text = "\
denied (signature-mismatch): signature does not match: no accepted server key makes it for this id, pc and expiry

  ✓ id         XU4XHT8XQDWK
  ✓ pc         b5d78da0853d97e2ec28feb5e31b9953d9c72420
  ✓ expiry     2016-04-26T08:17:59.059+0000
  ✓ signature  4888… (40 bytes)
  ✓ time       expires at 2016-04-26T08:17:59.000Z, now is 2016-04-26T07:17:59.000Z
  ✗ match      4888… (40 bytes)
               expected the hash of id#pc#key#expiry with the accepted key
  · product    not reached
  · lifetime   not reached

certain: a line break was hashed behind the text (message-newline)
  `echo text | sha1sum` hashes the line break that `echo` writes.

fix: Use `printf %s` or `echo -n`, and hash nothing behind the expiry.
";
    explain().arg(url_with(OVER_A_LINE)).run().assert_prints(1, text);
}

#[test]
fn the_place_that_differs_is_marked_under_the_text() {
    let run = explain().arg(query().replace('+', " ")).run();
    assert_eq!(run.code, Some(1));
    let marked = "\
  ✗ expiry     2016-04-26T08:17:59.059 0000
                                      ^
               expected YYYY-MM-DDThh:mm:ss.mmmZ or YYYY-MM-DDThh:mm:ss.mmm+0000
";
    assert!(run.stdout.contains(marked), "{}", run.stdout);
    let compared = "
  expiry sent    2016-04-26T08:17:59.059 0000
  expiry signed  2016-04-26T08:17:59.059+0000
                                        ^
";
    assert!(run.stdout.contains(compared), "{}", run.stdout);
}

#[test]
fn an_authorized_request_has_its_steps_and_no_finding() {
    let run = explain().arg(query()).run();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(
        run.stdout.starts_with("authorized until 2016-04-26T08:17:59.000Z by key 0\n\n  ✓ id "),
        "{}",
        run.stdout
    );
    assert!(run.stdout.ends_with("\n  ✓ lifetime   1 h ahead\n"), "{}", run.stdout);
}

#[test]
fn several_requests_are_numbered() {
    let run = explain().args([query(), query_with(OVER_A_LINE)]).run();
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.starts_with("1: authorized"), "{}", run.stdout);
    assert!(run.stdout.contains("\n\n2: denied"), "{}", run.stdout);
}

// Where a request comes from

#[test]
fn standard_input_is_one_request() {
    let head =
        format!("GET /feed?{} HTTP/1.1\r\nHost: data.example\r\n\r\n", query_with(OVER_A_LINE));
    assert_eq!(first_code(explain().stdin(head)), "message-newline");
    let pretty = serde_json::to_string_pretty(&serde_json::json!({
        "id": ID, "pc": PRODUCT_CODE, "expiry": EXPIRY, "signature": OVER_A_LINE,
    }));
    assert_eq!(first_code(explain().stdin(pretty.unwrap())), "message-newline");
}

#[test]
fn with_lines_each_line_is_a_request() {
    let lines = format!("{}\n{}\n", query(), query_with(OVER_A_LINE));
    let run = explain().args(["--lines", "--format", "json"]).stdin(lines).run();
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let reports: Vec<Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let codes = reports
        .iter()
        .map(|report| (report["line"].as_u64(), report["findings"][0]["code"].as_str()));
    assert_eq!(codes.collect::<Vec<_>>(), [(Some(1), None), (Some(2), Some("message-newline"))]);
}

#[test]
fn the_url_is_found_in_the_lines_of_access_logs() {
    let url = format!("/feed?{}", query_with(OVER_A_LINE));
    let time = "26/Apr/2016:07:17:59 +0000";
    for line in [
        format!("1.2.3.4 - - [{time}] \"GET {url} HTTP/1.1\" 401 12"),
        format!("1.2.3.4 - - [{time}] \"GET {url} HTTP/1.1\" 401 12 \"-\" \"agent\""),
        format!("data.example:443 1.2.3.4 - - [{time}] \"GET {url} HTTP/2.0\" 401 12 \"-\" \"agent\" 0.001"),
        serde_json::json!({"ts": 1_461_655_079.5, "request": {"method": "GET", "uri": url}, "status": 401}).to_string(),
        serde_json::json!({"time_iso8601": "2016-04-26T07:17:59+00:00", "request": format!("GET {url} HTTP/1.1")}).to_string(),
    ] {
        // As of the time of the line: by the system's clock it has expired.
        let run = storeauth("explain").key(KEY).args(["--format", "json"]).arg(&line).run();
        let report = json(&run);
        assert_eq!(report["findings"][0]["code"], "message-newline", "{line}");
        assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{line}");
        assert!(report["at"].as_str().unwrap().starts_with("2016-04-26T07:17:59."), "{line}");
    }
}

#[test]
fn the_url_is_found_in_a_line_of_an_error_log_too() {
    let url = format!("/feed?{}", query_with(OVER_A_LINE));
    for line in [
        format!(
            "2016/04/26 07:17:59 [error] 7#7: *1 auth request unexpected status: 502 while sending to client, \
             client: ::1, server: _, request: \"GET {url} HTTP/1.1\", host: \"data.example\""
        ),
        serde_json::json!({"msg": format!("denied {url}")}).to_string().replace('&', "\\u0026"),
        format!("time=07:17:59 level=INFO uri={url} status=401"),
        format!("\u{feff}::1 - - [26/Apr/2016:07:17:59 +0000] \"GET {url} HTTP/1.1\" 401 12"),
    ] {
        let report = json(&explain().args(["--format", "json"]).arg(&line).run());
        assert_eq!(report["findings"][0]["code"], "message-newline", "{line}");
        assert_eq!(report["findings"][0]["confidence"], "certain", "{line}");
        assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{line}");
    }
}

#[test]
fn behind_a_byte_order_mark_a_line_of_an_access_log_has_its_time() {
    let line = format!(
        "\u{feff}::1 - - [26/Apr/2016:07:17:59 +0000] \"GET /?{} HTTP/1.1\" 200 1",
        query()
    );
    let run = storeauth("explain").key(KEY).args(["--format", "json", "--lines"]).stdin(line).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(json(&run)["at"].as_str().unwrap().starts_with("2016-04-26T07:17:59."), "{run:?}");
}

#[test]
fn no_known_mistake_is_printed_as_unknown() {
    let run = explain().arg(query_with(OTHER_SIGNATURE)).run();
    assert!(
        run.stdout.contains("\nunknown: no known mistake matches (no-known-mistake)\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_id_that_is_given_twice_is_said_to_be() {
    let run = explain().arg(format!("/feed?id=S56PSA4W298W&{}", query())).run();
    assert!(
        run.stdout
            .contains("\ncertain: a parameter is given more than once (repeated-parameter)\n")
            && !run.stdout.contains("company-id-signed"),
        "{}",
        run.stdout
    );
}

#[test]
fn of_two_mistakes_that_make_one_text_both_are_printed() {
    let signed = "2016-04-26T06:17:59.059+0000";
    let signature = sign(KEY, ID, PRODUCT_CODE, signed);
    let sent = query_with(&signature).replace(EXPIRY, "2016-04-26T18:17:59.059+0000");
    let run = explain().arg(sent).run();
    let [clock, zone] =
        ["likely: the expiry is by the 12-hour clock", "likely: the expiry is in a local"]
            .map(|line| run.stdout.find(&format!("\n{line}")));
    assert!(clock.is_some() && clock < zone, "{}", run.stdout);
}

#[test]
fn a_wrongly_named_parameter_is_found_in_a_log_too() {
    let url = format!("/feed?{}", query())
        .replace("signature", "sig")
        .replace("expiry", "exp")
        .replace("pc", "product");
    let line = format!("::1 - - [26/Apr/2016:07:17:59 +0000] \"GET {url} HTTP/1.1\" 401 12");
    assert_eq!(first_code(explain().arg(line)), "parameter-name");
}

#[test]
fn at_sets_the_time_of_a_log_line_too() {
    let line = format!("::1 - - [26/Apr/2016:07:17:59 +0000] \"GET /?{} HTTP/1.1\" 200 1", query());
    let at = ["--at", "2016-04-27T07:17:59Z"];
    assert_eq!(first_code(storeauth("explain").key(KEY).args(at).arg(line)), "expired");
}

#[test]
fn a_text_that_is_too_long_is_an_error() {
    let run = explain().stdin("x".repeat(70_000)).run();
    run.assert_error("standard input: expected a request of at most 65536 bytes");
}

#[cfg(unix)]
#[test]
fn any_bytes_are_explained() {
    use std::os::unix::ffi::OsStrExt;

    let run = explain().arg(std::ffi::OsStr::from_bytes(b"id=\xff&pc=\x1b[31m")).run();
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("\\x{ff}") && !run.stdout.contains('\u{1b}'), "{}", run.stdout);
}

// Keys

#[test]
fn a_key_file_with_a_line_break_is_read_and_named() {
    let run = storeauth("explain").key(format!("{KEY}\n")).args(["--at", NOW]).arg(query()).run();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(
        run.stdout
            .contains("\ncertain: the key file ends with a line break (key-trailing-newline)\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains(
            "\n  Here: the file of key 0 is so; a server that reads it as it is fails.\n"
        ),
        "{}",
        run.stdout
    );
}

#[test]
fn the_keys_of_other_servers_are_named_by_their_ids() {
    let other = file(OTHER_KEY);
    let option = format!("B={}", shown(other.path()));
    let run = explain().args(["--other-server", &option]).arg(query_with(OTHER_SIGNATURE)).run();
    assert!(run.stdout.contains("\n  Here: it is the one for server `B`.\n"), "{}", run.stdout);
}

#[test]
fn an_other_server_needs_an_id_and_a_file() {
    for text in ["B", "=file", "a-b=file", &format!("{}=file", "b".repeat(51))] {
        let run = explain().args(["--other-server", text]).arg(query()).run();
        let message = format!("invalid value '{text}' for '--other-server <ID=FILE>'");
        assert!(
            run.stderr.starts_with(&format!("error: {message}: expected a server id")),
            "{}",
            run.stderr
        );
        assert_eq!(run.code, Some(2));
    }
}

#[test]
fn a_retired_key_is_told_from_an_unknown_one() {
    let command = || explain().arg(query_with(OTHER_SIGNATURE));
    assert_eq!(first_code(command()), "no-known-mistake");
    assert_eq!(first_code(command().arg("--retired-key-file").file(OTHER_KEY)), "retired-key");
}

#[test]
fn the_other_id_may_be_the_one_that_was_signed() {
    let company = "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a";
    let signature = sign(KEY, company, PRODUCT_CODE, EXPIRY);
    let command = explain().args(["--other-id", company]).arg(query_with(&signature));
    assert_eq!(first_code(command), "company-id-signed");
}

#[test]
fn the_policy_is_the_one_of_verify() {
    assert_eq!(first_code(explain().args(["--product", "x"]).arg(query())), "product-not-served");
    assert_eq!(
        first_code(explain().args(["--max-lifetime", "1m"]).arg(query())),
        "lifetime-too-long"
    );
    let rewritten = query().replace(EXPIRY, "2016-04-26T08:17:59.511Z");
    let run = explain().args(["--expiry-encoding", "as-received"]).arg(rewritten);
    assert_eq!(first_code(run), "expiry-other-form");
}

#[test]
fn without_a_key_there_is_an_error() {
    let run = storeauth("explain").arg(query()).run();
    run.assert_error(
        "no server key: expected --server-key-file FILE, or STOREAUTH_SERVER_KEY_FILE to name one",
    );
}

// Secrets

#[test]
fn the_right_signature_is_printed_only_where_it_is_asked_for() {
    let wrong = query_with(&"0".repeat(40));
    let run = explain().arg(&wrong).run();
    assert!(!run.stdout.contains(SIGNATURE));
    let run = explain().reveals().arg("--reveal-expected").arg(&wrong).run();
    assert!(run.stdout.contains(&format!("\nexpected signature: {SIGNATURE}\n")), "{}", run.stdout);
    let run = explain().reveals().args(["--reveal-expected", "--format", "json"]).arg(&wrong).run();
    assert_eq!(json(&run)["expectedSignature"], SIGNATURE);
}

#[test]
fn a_key_in_the_request_is_not_repeated() {
    for text in [
        format!("{}&key={KEY}", query()),
        query().replace(ID, KEY),
        format!("{KEY}={KEY}"),
        KEY.to_owned(),
    ] {
        let run = explain().arg(&text).run();
        assert!(!run.stdout.contains(KEY), "{}", run.stdout);
    }
    assert_eq!(first_code(explain().arg(query_with(KEY))), "key-in-request");
}

// Usage

#[test]
fn lines_and_requests_do_not_go_together() {
    let run = explain().args(["--lines", &query()]).run();
    run.assert_usage("the argument '--lines' cannot be used with '[REQUEST]...'");
}

#[test]
fn help_names_every_member_of_a_line_of_json() {
    let help = storeauth("explain").arg("--help").run().stdout;
    let value = json(&explain().args(["--format", "json"]).arg(query_with(OVER_A_LINE)).run());
    for member in value.as_object().unwrap().keys() {
        assert!(help.contains(member.as_str()), "{member}");
    }
}
