//! `storeauth verify` of requests that are arguments: their forms, and the verdict on each.

mod util;

use util::{
    AUTHORIZED, EXPIRY, ID, KEY, MISMATCH, NOW, PRODUCT_CODE, SIGNATURE, query, query_of,
    storeauth, verify,
};

#[track_caller]
fn assert_authorized(request: &str) {
    verify().arg(request).run().assert_prints(0, AUTHORIZED);
}

/// Malformed in `field`, with the message behind `malformed <field>: `.
#[track_caller]
fn assert_malformed(request: &str, field: &str, message: &str) {
    let text = format!("denied (malformed): malformed {field}: {message}\n");
    verify().arg(request).run().assert_prints(1, &text);
}

/// The one line of JSON that `verify --format json` with `options` prints.
#[track_caller]
fn assert_json(options: &[&str], request: &str, code: i32, line: &str) {
    let run = verify().args(["--format", "json"]).args(options).arg(request).run();
    run.assert_prints(code, &format!("{line}\n"));
}

/// A JSON object of the good request, with `value`, which is JSON, in place of that of `name`.
fn json_with(name: &str, value: &str) -> String {
    let member = |(known, good)| {
        if known == name {
            format!(r#""{name}":{value}"#)
        } else {
            format!(r#""{known}":"{good}""#)
        }
    };
    let members = [("id", ID), ("pc", PRODUCT_CODE), ("expiry", EXPIRY), ("signature", SIGNATURE)]
        .map(member);
    format!("{{{}}}", members.join(","))
}

// Forms of a request

#[test]
fn a_query_string_is_a_request() {
    assert_authorized(&query());
}

#[test]
fn a_url_is_a_request() {
    assert_authorized(&format!("https://data.example/feed?{}", query()));
}

#[test]
fn a_url_is_read_up_to_its_fragment() {
    assert_authorized(&format!("https://data.example/feed?{}#top?signature=", query()));
}

#[test]
fn a_request_target_and_a_url_without_scheme_are_urls() {
    assert_authorized(&format!("/feed?{}", query()));
    assert_authorized(&format!("data.example/feed?{}", query()));
    assert_authorized(&format!("?{}", query()));
}

#[test]
fn an_equals_sign_in_the_path_of_a_url_makes_it_no_query_string() {
    assert_authorized(&format!("https://data.example/a=b?{}", query()));
    assert_authorized(&format!("/a=b?{}", query()));
}

#[test]
fn a_url_without_a_query_is_a_request_without_fields() {
    for url in ["https://data.example/feed", "/feed", "feed?", "/"] {
        assert_malformed(url, "id", "expected `id` or `cid`, found neither");
    }
}

#[test]
fn a_question_mark_in_the_value_of_a_query_string_makes_it_no_url() {
    assert_authorized(&format!("{}&page=a?b", query()));
}

#[test]
fn a_json_object_is_a_request() {
    assert_authorized(&json_with("", ""));
}

#[test]
fn a_plus_is_a_plus_escaped_or_not() {
    let escaped = query().replace('+', "%2B");
    assert_authorized(&escaped);
    assert_authorized(&escaped.replace("%2B", "%2b"));
    assert_authorized(&format!("https://data.example/?{escaped}"));
}

#[test]
fn a_plus_in_a_json_object_may_be_escaped() {
    assert_authorized(&json_with("", "").replace('+', r"\u002b"));
}

#[test]
fn a_space_is_no_plus() {
    let message = "expected the zone Z or +0000, found ' ' at offset 23";
    assert_malformed(&query().replace('+', "%20"), "expiry", message);
    assert_malformed(&query().replace('+', " "), "expiry", message);
}

#[test]
fn colons_may_be_escaped() {
    assert_authorized(&query().replace(':', "%3A"));
}

#[test]
fn both_names_of_a_field_are_taken() {
    let renamed = query().replace("id=", "cid=").replace("expiry=", "expiry_time=");
    assert_authorized(&renamed);
    assert_authorized(&format!("https://data.example/feed?{renamed}"));
    let json = json_with("", "").replace(r#""id""#, r#""cid""#);
    assert_authorized(&json.replace(r#""expiry""#, r#""expiry_time""#));
}

#[test]
fn names_may_be_escaped() {
    assert_authorized(&query().replace("pc=", "%70c="));
    assert_authorized(&json_with("", "").replace(r#""pc""#, r#""\u0070c""#));
}

#[test]
fn other_names_are_ignored() {
    assert_authorized(&format!("Id=x&utm_source=%zz&{}&flag&=", query()));
    let unknown = r#"{"ID":null,"x":{"id":[1,{}]},"y":[[1e999]],"z":1,"#;
    assert_authorized(&json_with("", "").replacen('{', unknown, 1));
}

#[test]
fn the_order_of_fields_does_not_matter() {
    let mut fields: Vec<_> = query().split('&').map(str::to_owned).collect();
    fields.reverse();
    assert_authorized(&fields.join("&"));
}

// Real texts

#[test]
fn an_expiry_recorded_from_the_store_in_2018_is_good_up_to_its_last_second() {
    let request =
        query_of("2018-01-25T16:47:42.042+0000", "a7be719f6b20690907670b501447c38e022d8264");
    let authorized = "authorized until 2018-01-25T16:47:42.000Z by key 0\n";
    let expired =
        "denied (expired): expired at 2018-01-25T16:47:42.000Z, now is 2018-01-25T16:47:42.001Z\n";
    let verify_at = |at: &str| storeauth("verify").key(KEY).args(["--at", at]).arg(&request).run();
    verify_at("2018-01-25T16:47:42Z").assert_prints(0, authorized);
    verify_at("2018-01-25T16:47:42.001Z").assert_prints(1, expired);
}

#[test]
fn a_company_id_is_good_under_either_name() {
    let request = format!(
        "cid=ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a&pc={PRODUCT_CODE}\
         &expiry_time=2016-04-26T08:17:59.059Z&signature=8ab4c2ba299940cafea09390f94f7d3c83cff3d7"
    );
    let authorized = "authorized until 2016-04-26T08:17:59.059Z by key 0\n";
    verify().arg(&request).run().assert_prints(0, authorized);
    verify().arg(request.replace("cid=", "id=")).run().assert_prints(0, authorized);
}

#[test]
fn the_example_of_the_documentation_is_a_mismatch() {
    let request = "id=ABCD1234&pc=40bd001563085fc35165329ea1ff5c5ecbdbbeef\
                   &expiry=2014-03-27T18:25:43.511Z&signature=8cb2237d0679ca88db6464eac60da96345513964";
    let at = ["--at", "2014-03-27T18:00:00Z"];
    storeauth("verify").key(KEY).args(at).arg(request).run().assert_prints(1, MISMATCH);
}

#[test]
fn an_expiry_rewritten_by_a_date_library_is_good_to_the_whole_second() {
    assert_authorized(&query_of("2016-04-26T08:17:59.511Z", SIGNATURE));
}

// Fields that are not there, or too often

#[test]
fn each_missing_field_is_named() {
    let without = |name: &str| query().replace(name, "x=");
    assert_malformed(&without("id="), "id", "expected `id` or `cid`, found neither");
    assert_malformed(&without("pc="), "pc", "expected `pc`, found none");
    let neither = "expected `expiry` or `expiry_time`, found neither";
    assert_malformed(&without("expiry="), "expiry", neither);
    assert_malformed(&without("signature="), "signature", "expected `signature`, found none");
}

#[test]
fn a_field_given_twice_is_malformed() {
    let twice = "expected once, found more than once";
    assert_malformed(&format!("{}&id={ID}", query()), "id", twice);
    assert_malformed(&format!("/?{}&signature=", query()), "signature", twice);
    let json = json_with("pc", &format!(r#""{PRODUCT_CODE}","pc":"{PRODUCT_CODE}""#));
    assert_malformed(&json, "pc", twice);
}

#[test]
fn both_names_of_one_field_are_malformed() {
    let both = "expected `id` or `cid`, found both";
    assert_malformed(&format!("{}&cid={ID}", query()), "id", both);
    assert_malformed(&json_with("id", &format!(r#""{ID}","cid":"{ID}""#)), "id", both);
    let both = "expected `expiry` or `expiry_time`, found both";
    assert_malformed(&format!("{}&expiry_time={EXPIRY}", query()), "expiry", both);
}

#[test]
fn an_escape_without_its_digits_is_malformed() {
    let message = "expected two hexadecimal digits behind the '%' at offset 0";
    assert_malformed(&query().replace("id=X", "id=%X"), "id", message);
}

// JSON

#[test]
fn a_json_value_other_than_a_string_is_malformed_in_its_field() {
    for (value, kind) in [
        ("1", "a number"),
        ("-1", "a number"),
        ("1.5", "a number"),
        ("null", "null"),
        ("true", "true or false"),
        ("[]", "an array"),
        (r#"["x",[{}]]"#, "an array"),
        ("{}", "an object"),
        (r#"{"id":"x","y":{}}"#, "an object"),
    ] {
        for field in ["id", "pc", "expiry", "signature"] {
            let message = format!("expected a JSON string, found {kind}");
            assert_malformed(&json_with(field, value), field, &message);
        }
    }
}

#[test]
fn a_json_value_other_than_a_string_is_malformed_under_either_name() {
    let message = "expected a JSON string, found null";
    let id = json_with("id", "null").replace(r#""id""#, r#""cid""#);
    assert_malformed(&id, "id", message);
    let expiry = json_with("expiry", "null").replace(r#""expiry""#, r#""expiry_time""#);
    assert_malformed(&expiry, "expiry", message);
}

#[test]
fn a_json_value_other_than_a_string_is_denied_in_its_fields_turn() {
    let json = json_with("signature", "null").replace(ID, "");
    assert_malformed(&json, "id", "expected 1 to 64 bytes, found 0");
}

#[test]
fn what_is_no_json_object_is_no_request() {
    let expected = "expected a JSON object: ";
    assert_malformed(
        "{",
        "request",
        &format!("{expected}EOF while parsing an object at line 1 column 1"),
    );
    assert_malformed(
        "{}x",
        "request",
        &format!("{expected}trailing characters at line 1 column 3"),
    );
}

#[test]
fn a_lone_surrogate_in_a_json_string_is_no_request() {
    let run = verify().arg(json_with("id", r#""\ud800""#)).run();
    assert!(
        run.stdout.starts_with("denied (malformed): malformed request: expected a JSON object: ")
    );
    assert_eq!(run.code, Some(1));
}

#[test]
fn an_empty_json_object_has_no_id() {
    assert_malformed("{}", "id", "expected `id` or `cid`, found neither");
}

#[test]
fn what_has_no_form_of_a_request_is_none() {
    for argument in ["", "hello", "[1]", "null", ID] {
        let message = "expected a URL, a query string or a JSON object";
        assert_malformed(argument, "request", message);
    }
}

// Every line of JSON, byte for byte

#[test]
fn authorized_as_json() {
    assert_json(
        &[],
        &query(),
        0,
        r#"{"result":"authorized","reason":null,"field":null,"key":0,"expiresAt":"2016-04-26T08:17:59.000Z","message":"authorized until 2016-04-26T08:17:59.000Z by key 0","line":1}"#,
    );
}

#[test]
fn malformed_as_json() {
    assert_json(
        &[],
        &query().replace("pc=b", "pc=%23"),
        1,
        r#"{"result":"denied","reason":"malformed","field":"pc","key":null,"expiresAt":null,"message":"malformed pc: expected visible ASCII other than '#', found '#' at offset 0","line":1}"#,
    );
}

#[test]
fn expired_as_json() {
    let run = storeauth("verify").key(KEY).args(["--at", EXPIRY, "--format", "json"]);
    let request = query().replace(":59.059", ":58.058");
    let line = r#"{"result":"denied","reason":"expired","field":null,"key":null,"expiresAt":null,"message":"expired at 2016-04-26T08:17:58.000Z, now is 2016-04-26T08:17:59.000Z","line":1}"#;
    run.arg(request).run().assert_prints(1, &format!("{line}\n"));
}

#[test]
fn signature_mismatch_as_json() {
    assert_json(
        &[],
        &query().replace(ID, "S56PSA4W298W"),
        1,
        r#"{"result":"denied","reason":"signature-mismatch","field":null,"key":null,"expiresAt":null,"message":"signature does not match: no accepted server key makes it for this id, pc and expiry","line":1}"#,
    );
}

#[test]
fn product_not_allowed_as_json() {
    assert_json(
        &["--product", "other"],
        &query(),
        1,
        r#"{"result":"denied","reason":"product-not-allowed","field":null,"key":null,"expiresAt":null,"message":"product code is not among those served here","line":1}"#,
    );
}

#[test]
fn lifetime_too_long_as_json() {
    assert_json(
        &["--max-lifetime", "59m"],
        &query(),
        1,
        r#"{"result":"denied","reason":"lifetime-too-long","field":null,"key":null,"expiresAt":null,"message":"lifetime is too long: expected at most 3540 s from 2016-04-26T07:17:59.000Z, expires at 2016-04-26T08:17:59.000Z","line":1}"#,
    );
}

#[test]
fn no_request_at_all_as_json() {
    assert_json(
        &[],
        "hello",
        1,
        r#"{"result":"denied","reason":"malformed","field":"request","key":null,"expiresAt":null,"message":"malformed request: expected a URL, a query string or a JSON object","line":1}"#,
    );
}

// Several arguments

#[test]
fn one_argument_is_answered_without_a_number_and_several_with_theirs() {
    verify().arg(query()).run().assert_prints(0, AUTHORIZED);
    let forged = query().replace(ID, "S56PSA4W298W");
    let run = verify().args([query(), forged, query()]).run();
    run.assert_prints(1, &format!("1: {AUTHORIZED}2: {MISMATCH}3: {AUTHORIZED}"));
}

#[test]
fn json_counts_arguments_from_one() {
    let run = verify().args(["--format", "json"]).args([query(), query()]).run();
    let lines: Vec<_> = run.stdout.lines().map(|line| line.rsplit_once(',').unwrap().1).collect();
    assert_eq!(lines, [r#""line":1}"#, r#""line":2}"#]);
}

#[test]
fn with_arguments_standard_input_is_not_read() {
    let run = verify().arg(query()).stdin("hello\n").run();
    run.assert_prints(0, AUTHORIZED);
}

#[test]
fn the_exit_code_is_0_only_where_all_are_authorized() {
    let forged = query().replace(ID, "S56PSA4W298W");
    let code = |requests: &[&str]| verify().args(requests).run().code;
    assert_eq!(code(&[&query(), &query()]), Some(0));
    assert_eq!(code(&[&query(), &forged]), Some(1));
    assert_eq!(code(&[&forged, &query()]), Some(1));
}

#[test]
fn the_system_clock_decides_without_at() {
    let run = storeauth("verify").key(KEY).arg(query()).run();
    let expired = "denied (expired): expired at 2016-04-26T08:17:59.000Z, now is 20";
    assert!(run.stdout.starts_with(expired), "{}", run.stdout);
    assert_eq!(run.code, Some(1));
}

#[cfg(unix)]
#[test]
fn an_argument_need_not_be_utf8() {
    use std::os::unix::ffi::OsStrExt;

    let bytes = [b"x=\xff&", query().as_bytes()].concat();
    verify().arg(std::ffi::OsStr::from_bytes(&bytes)).run().assert_prints(0, AUTHORIZED);
}

#[test]
fn a_flag_that_there_is_not_is_a_usage_error() {
    for flag in ["--servr-key-file", "--key", "--now", "--quiet"] {
        let run = verify().args([flag, NOW]).run();
        run.assert_usage(&format!("unexpected argument '{flag}' found"));
    }
}

#[test]
fn no_option_takes_a_key_itself() {
    for argument in [format!("--server-key={KEY}"), "--server-key".to_owned()] {
        let run = storeauth("verify").args([argument.as_str(), &query()]).run();
        run.assert_usage("unexpected argument '--server-key' found");
    }
}
