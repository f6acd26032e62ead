//! `storeauth sign`: what it prints, and that `storeauth verify` agrees.

mod util;

use util::{
    AUTHORIZED, EXPIRY, ID, KEY, OTHER_KEY, PRODUCT_CODE, SIGNATURE, Storeauth, file, line, shown,
    storeauth, verify,
};

const COMPANY: &str = "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a";
/// With milliseconds, which only the form `iso` shows.
const EXPIRES: &str = "2016-04-26T08:17:59.511Z";
/// That of [`KEY`] over [`EXPIRES`].
const ISO_SIGNATURE: &str = "588e9833773113fa84094b6c933a384353649bf7";

/// `storeauth sign` with the key, the id and the product code of these tests.
#[track_caller]
fn sign() -> Storeauth {
    storeauth("sign").key(KEY).args(["--id", ID, "--pc", PRODUCT_CODE])
}

#[track_caller]
fn sign_id(id: &str, pc: &str) -> Storeauth {
    storeauth("sign").key(KEY).args(["--id", id, "--pc", pc, "--expires", EXPIRES])
}

#[track_caller]
fn assert_verifies(sign: Storeauth) {
    verify().arg(line(sign)).run().assert_prints(0, AUTHORIZED);
}

// Forms of output

#[test]
fn a_query_string_is_the_default_and_its_plus_is_escaped() {
    let query = format!(
        "id={ID}&pc={PRODUCT_CODE}&expiry=2016-04-26T08:17:59.059%2B0000&signature={SIGNATURE}"
    );
    assert_eq!(line(sign().args(["--expires", EXPIRES])), query);
    assert_eq!(line(sign().args(["--expires", EXPIRES, "--format", "query"])), query);
}

#[test]
fn a_company_id_goes_by_its_own_name() {
    let args = ["--cid", COMPANY, "--pc", PRODUCT_CODE, "--expires", "2016-04-26T08:17:59.059Z"];
    let query = format!(
        "cid={COMPANY}&pc={PRODUCT_CODE}&expiry=2016-04-26T08:17:59.059Z\
         &signature=8ab4c2ba299940cafea09390f94f7d3c83cff3d7"
    );
    assert_eq!(line(storeauth("sign").key(KEY).args(args).args(["--expiry-form", "iso"])), query);
}

#[test]
fn the_form_iso_keeps_the_milliseconds() {
    let query = format!("id={ID}&pc={PRODUCT_CODE}&expiry={EXPIRES}&signature={ISO_SIGNATURE}");
    assert_eq!(line(sign().args(["--expires", EXPIRES, "--expiry-form", "iso"])), query);
}

#[test]
fn the_former_name_of_the_option_for_the_form_is_still_taken() {
    let with = |option: &str| line(sign().args(["--expires", EXPIRES, option, "iso"]));
    assert_eq!(with("--form"), with("--expiry-form"));
    let help = storeauth("sign").arg("--help").run().stdout;
    assert!(help.contains("--expiry-form ") && !help.contains("--form "), "{help}");
}

#[test]
fn json_is_the_stores_answer_byte_for_byte() {
    let args = ["--expires", EXPIRES, "--format", "json", "--server-id", "A"];
    assert_eq!(
        line(sign().args(args)),
        format!(
            r#"{{"authorized":true,"expiry":"{EXPIRY}","signatures":[{{"serverId":"A","value":"{SIGNATURE}"}}],"error":null}}"#
        )
    );
}

#[test]
fn url_and_server_id_say_the_format_themselves() {
    let with = |args: &[&str]| line(sign().args(["--expires", EXPIRES]).args(args));
    let (url, server_id) = (["--url", "/feed"], ["--server-id", "RiseFinancial"]);
    assert_eq!(with(&url), with(&[&url[..], &["--format", "url"]].concat()));
    assert_eq!(with(&server_id), with(&[&server_id[..], &["--format", "json"]].concat()));
}

// Round trips

#[test]
fn what_is_signed_verifies() {
    let expires = ["--expires", EXPIRES];
    let company = ["--cid", COMPANY, "--pc", PRODUCT_CODE];
    assert_verifies(sign().args(expires));
    assert_verifies(storeauth("sign").key(KEY).args(company).args(expires));
    for url in ["https://data.example/feed?a=b#top?x=y", "data.example", "/"] {
        assert_verifies(sign().args(expires).args(["--url", url]));
    }
}

#[test]
fn what_is_signed_in_iso_form_verifies_with_its_milliseconds() {
    let query = line(sign().args(["--expires", EXPIRES, "--expiry-form", "iso"]));
    let authorized = AUTHORIZED.replace(".000Z", ".511Z");
    verify().arg(query).run().assert_prints(0, &authorized);
}

#[test]
fn the_signature_in_the_stores_answer_verifies() {
    let args = ["--expires", EXPIRES, "--server-id", "A"];
    let answer: serde_json::Value = serde_json::from_str(&line(sign().args(args))).unwrap();
    let request = serde_json::json!({
        "id": ID,
        "pc": PRODUCT_CODE,
        "expiry": answer["expiry"],
        "signature": answer["signatures"][0]["value"],
    });
    verify().arg(request.to_string()).run().assert_prints(0, AUTHORIZED);
}

#[test]
fn ids_and_product_codes_with_special_characters_survive() {
    let visible = "!\"$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    for id in ["a&b=c%+", "%41", "?a=b", "{}", &visible[..47], &visible[47..]] {
        assert_verifies(sign_id(id, id));
        assert_verifies(sign_id(id, id).args(["--url", "https://data.example/?x#y"]));
    }
}

#[test]
fn what_has_a_meaning_in_a_query_string_is_escaped() {
    let query = line(sign_id("a&b=c%+", "._~:/-"));
    assert!(query.starts_with("id=a%26b%3Dc%25%2B&pc=._~:%2F-&"), "{query}");
}

#[test]
fn the_longest_id_and_product_code_are_signed() {
    assert_verifies(sign_id(&"i".repeat(64), &"p".repeat(50)));
}

#[test]
fn another_key_makes_another_signature() {
    let args = ["--id", ID, "--pc", PRODUCT_CODE, "--expires", EXPIRES];
    let query = line(storeauth("sign").key(OTHER_KEY).args(args));
    assert!(query.ends_with(util::OTHER_SIGNATURE), "{query}");
}

// Expiries

/// Whether an authorization that was just signed with `options` expires at most `lifetime` from now.
#[track_caller]
fn expires_within(options: &[&str], lifetime: &str) -> bool {
    let query = line(sign().args(options));
    let run = storeauth("verify").key(KEY).args(["--max-lifetime", lifetime]).arg(query).run();
    match run.code {
        Some(0) => true,
        _ if run.stdout.starts_with("denied (lifetime-too-long)") => false,
        _ => panic!("{run:?}"),
    }
}

#[test]
fn the_lifetime_counts_from_now() {
    for form in ["java", "iso"] {
        let options = ["--lifetime", "3h", "--expiry-form", form];
        assert!(expires_within(&options, "3h"));
        assert!(!expires_within(&options, "2h"));
    }
}

#[test]
fn the_lifetime_is_a_day_unless_given() {
    assert!(expires_within(&[], "24h"));
    assert!(!expires_within(&[], "23h"));
}

#[test]
fn an_expiry_in_the_past_is_signed_and_has_expired() {
    let query = line(sign().args(["--expires", "2000-01-01T00:00:00Z"]));
    let run = storeauth("verify").key(KEY).arg(query).run();
    assert!(run.stdout.starts_with("denied (expired): expired at 2000-01-01T00:00:00.000Z, "));
}

#[test]
fn an_expiry_may_be_given_in_another_zone_and_in_the_stores_form() {
    assert_verifies(sign().args(["--expires", "2016-04-26T10:17:59+02:00"]));
    assert_verifies(sign().args(["--expires", EXPIRY]));
}

#[test]
fn years_beyond_the_calendar_are_refused() {
    let message = |option| format!("{option}: expected an expiry in the years 0000 to 9999");
    for form in ["java", "iso"] {
        let sign = || sign().args(["--expiry-form", form]);
        for lifetime in ["10000years", "300000000years", "500000000000years"] {
            sign().args(["--lifetime", lifetime]).run().assert_error(&message("--lifetime"));
        }
        for expires in ["9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00+00:01"] {
            sign().args(["--expires", expires]).run().assert_error(&message("--expires"));
        }
    }
}

#[test]
fn the_first_and_the_last_expiry_of_the_calendar_are_signed() {
    for (expires, text) in [
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000%2B0000"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.059%2B0000"),
    ] {
        let query = line(sign().args(["--expires", expires]));
        assert!(query.contains(&format!("&expiry={text}&")), "{query}");
    }
}

#[test]
fn a_bad_expiry_or_lifetime_is_named() {
    let message = "invalid value 'soon' for '--expires <INSTANT>': expected an instant such as 2016-04-26T08:00:00Z";
    sign().args(["--expires", "soon"]).run().assert_usage(message);
    let message = "invalid value '24' for '--lifetime <DURATION>': expected a duration such as 30s, 90m or 24h";
    sign().args(["--lifetime", "24"]).run().assert_usage(message);
}

// What is refused

#[test]
fn an_id_that_no_verifier_would_accept_is_refused() {
    for (id, message) in [
        ("a#b", "expected visible ASCII other than '#', found '#' at offset 1"),
        ("a b", "expected visible ASCII other than '#', found ' ' at offset 1"),
        ("é", "expected visible ASCII other than '#', found byte 0xc3 at offset 0"),
        ("", "expected 1 to 64 bytes, found 0"),
        (&"i".repeat(65), "expected 1 to 64 bytes, found 65"),
    ] {
        let message = format!("malformed id: {message}");
        sign_id(id, PRODUCT_CODE).run().assert_error(&message);
        let company = ["--cid", id, "--pc", PRODUCT_CODE];
        storeauth("sign").key(KEY).args(company).run().assert_error(&message);
    }
}

#[test]
fn a_product_code_that_no_verifier_would_accept_is_refused() {
    let byte = "malformed pc: expected visible ASCII other than '#', found byte 0x0a at offset 1";
    sign_id(ID, "p\n").run().assert_error(byte);
    let length = "malformed pc: expected 1 to 50 bytes, found 51";
    sign_id(ID, &"p".repeat(51)).run().assert_error(length);
}

#[test]
fn a_server_id_is_1_to_50_letters_and_digits() {
    let (longest, longer) = ("A".repeat(50), "A".repeat(51));
    line(sign().args(["--server-id", longest.as_str()]));
    for server_id in [longer.as_str(), "a-b", "a b", "a\"", "é"] {
        let message = format!(
            "invalid value '{server_id}' for '--server-id <ID>': expected 1 to 50 ASCII letters and digits"
        );
        sign().args(["--server-id", server_id]).run().assert_usage(&message);
    }
    let empty = sign().args(["--server-id", ""]).run();
    assert_eq!((empty.stdout.as_str(), empty.code), ("", Some(2)));
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    for (options, message) in [
        (&["--cid", "x"][..], "the argument '--id <ID>' cannot be used with '--cid <ID>'"),
        (
            &["--expires", EXPIRES, "--lifetime", "1h"],
            "the argument '--expires <INSTANT>' cannot be used with '--lifetime <DURATION>'",
        ),
    ] {
        sign().args(options).run().assert_usage(message);
    }
    for (options, message) in [
        (&["--format", "url"][..], "--format url: expected --url URL"),
        (&["--format", "url", "--server-id", "A"], "--format url: expected --url URL"),
        (&["--format", "json"], "--format json: expected --server-id ID"),
        (&["--format", "json", "--url", "/"], "--format json: expected --server-id ID"),
        (&["--format", "query", "--url", "/"], "--url goes with --format url alone"),
        (&["--server-id", "A", "--url", "/"], "--url goes with --format url alone"),
        (
            &["--format", "json", "--server-id", "A", "--url", "/"],
            "--url goes with --format url alone",
        ),
        (&["--format", "query", "--server-id", "A"], "--server-id goes with --format json alone"),
    ] {
        sign().args(options).run().assert_error(message);
    }
}

#[test]
fn ids_and_product_codes_that_start_with_a_hyphen_are_taken_behind_a_space_too() {
    let expires = ["--expires", EXPIRES];
    let sign = || storeauth("sign").key(KEY).args(expires);
    for id in ["-ABC", "--ABC", "-", "--", "-1", "--pc"] {
        let separate = line(sign().args(["--id", id, "--pc", id]));
        let joined = line(sign().args([format!("--id={id}"), format!("--pc={id}")]));
        assert_eq!(separate, joined);
        let product = ["--product", id];
        verify().args(product).arg(separate).run().assert_prints(0, AUTHORIZED);
        assert_verifies(sign().args(["--cid", id, "--pc", "-"]));
    }
}

#[test]
fn what_is_needed_and_not_given_is_named() {
    for (given, missing) in [
        (&["--server-key-file", "key", "--pc", PRODUCT_CODE][..], "<--id <ID>|--cid <ID>>"),
        (&["--server-key-file", "key", "--id", ID], "--pc <CODE>"),
    ] {
        let run = storeauth("sign").args(given).run();
        run.assert_usage("the following required arguments were not provided:");
        assert_eq!(run.stderr.lines().nth(1), Some(format!("  {missing}").as_str()));
    }
}

#[test]
fn the_environment_variable_names_the_key_file_where_the_option_does_not() {
    let (key, other) = (file(KEY), file("another-key-of-22-bytes"));
    let files = std::env::join_paths([key.path(), other.path()]).unwrap();
    let args = ["--id", ID, "--pc", PRODUCT_CODE, "--expires", "2016-04-26T08:17:59Z"];
    let run = storeauth("sign").args(args).env("STOREAUTH_SERVER_KEY_FILE", files).run();
    let by_option = sign().args(["--expires", "2016-04-26T08:17:59Z"]).run();
    assert_eq!((run.stdout, run.code), (by_option.stdout, Some(0)));

    storeauth("sign").args(args).run().assert_error(
        "no server key: expected --server-key-file FILE, or STOREAUTH_SERVER_KEY_FILE to name one",
    );
}

#[test]
fn a_key_file_is_read_as_verify_reads_it() {
    let with_line_break = file(format!("{KEY}\n"));
    let args = ["--id", ID, "--pc", PRODUCT_CODE, "--server-key-file"];
    let run = storeauth("sign").args(args).arg(with_line_break.path()).run();
    run.assert_error(&format!(
        "key file {}: server key ends with white space or a line break: expected the key alone, as `printf %s` writes it",
        shown(with_line_break.path())
    ));
    let run = storeauth("sign").args(args).arg("missing").run();
    run.assert_system_error("key file missing");
}

#[test]
fn a_weak_key_signs_with_a_warning() {
    let weak = file("a");
    let run = storeauth("sign")
        .args(["--id", ID, "--pc", PRODUCT_CODE, "--server-key-file"])
        .arg(weak.path())
        .run();
    let warning = format!("warning: key file {}: the key is too short ", shown(weak.path()));
    assert!(run.stderr.starts_with(&warning), "{}", run.stderr);
    assert!(run.stdout.starts_with("id="));
    assert_eq!(run.code, Some(0));
}

#[test]
fn no_option_takes_a_key_itself() {
    let run = sign().args(["--server-key", "secret"]).run();
    run.assert_usage("unexpected argument '--server-key' found");
}
