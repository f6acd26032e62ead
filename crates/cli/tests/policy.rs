//! The options of `storeauth verify` that change verdicts, and their bad values.

mod util;

use util::{
    AUTHORIZED, EXPIRY, KEY, MISMATCH, PRODUCT_CODE, SIGNATURE, query, query_of, storeauth, verify,
};

const ISO: &str = "2016-04-26T08:17:59.511Z";
/// That of [`KEY`] over [`ISO`].
const ISO_SIGNATURE: &str = "588e9833773113fa84094b6c933a384353649bf7";
const AUTHORIZED_ISO: &str = "authorized until 2016-04-26T08:17:59.511Z by key 0\n";
const NOT_ALLOWED: &str =
    "denied (product-not-allowed): product code is not among those served here\n";

/// What `verify` with `options` prints of `request`, without the line break.
#[track_caller]
fn verdict_at(at: &str, options: &[&str], request: &str) -> String {
    let run = storeauth("verify").key(KEY).args(["--at", at]).args(options).arg(request).run();
    assert_eq!(run.stderr, "");
    assert_eq!(run.code, Some(i32::from(!run.stdout.starts_with("authorized"))));
    run.stdout
}

/// The same, an hour before the expiry.
#[track_caller]
fn verdict(options: &[&str], request: &str) -> String {
    verdict_at(util::NOW, options, request)
}

#[track_caller]
fn assert_bad_value(option: &str, placeholder: &str, values: &[&str], message: &str) {
    for value in values {
        let run = verify_with(option, value);
        let named = format!("'{option} <{placeholder}>'");
        run.assert_usage(&format!("invalid value '{value}' for {named}: {message}"));
    }
}

#[track_caller]
fn verify_with(option: &str, value: &str) -> util::Output {
    storeauth("verify").key(KEY).arg(format!("{option}={value}")).arg(query()).run()
}

// --at

#[test]
fn at_takes_every_way_to_write_an_instant() {
    let expired =
        "denied (expired): expired at 2016-04-26T08:17:59.000Z, now is 2016-04-26T08:17:59.500Z\n";
    for at in [
        "2016-04-26T08:17:59.5Z",
        "2016-04-26T08:17:59.500Z",
        "2016-04-26T08:17:59.500+0000",
        "2016-04-26T08:17:59.500000000Z",
        "2016-04-26t08:17:59.5z",
        "2016-04-26 08:17:59.5Z",
        "2016-04-26T10:17:59.500+02:00",
        "2016-04-25T22:47:59.500-09:30",
    ] {
        assert_eq!(verdict_at(at, &[], &query()), expired, "{at}");
    }
}

#[test]
fn at_takes_whole_seconds() {
    assert_eq!(verdict_at("2016-04-26T08:17:59Z", &[], &query()), AUTHORIZED);
    assert_eq!(verdict_at("2016-04-26T08:17:59+00:00", &[], &query()), AUTHORIZED);
}

#[test]
fn at_takes_the_text_of_an_expiry_with_the_meaning_it_has_there() {
    assert_eq!(verdict_at(EXPIRY, &[], &query()), AUTHORIZED);
}

#[test]
fn at_takes_the_ends_of_the_calendar() {
    assert_eq!(verdict_at("0000-01-01T00:00:00Z", &[], &query()), AUTHORIZED);
    let expired =
        "denied (expired): expired at 2016-04-26T08:17:59.000Z, now is 9999-12-31T23:59:59.999Z\n";
    assert_eq!(verdict_at("9999-12-31T23:59:59.999999Z", &[], &query()), expired);
}

#[test]
fn at_takes_nothing_that_leaves_the_instant_open() {
    let values = [
        "",
        "now",
        "2016-04-26",
        "2016-04-26T08:17:59",
        "2016-04-26T08:17Z",
        "2016-13-26T08:17:59Z",
        "2016-04-31T08:17:59Z",
        "1461658679",
        "10000-01-01T00:00:00Z",
        " 2016-04-26T08:17:59Z",
    ];
    let message = "expected an instant such as 2016-04-26T08:00:00Z";
    for value in &values[1..] {
        assert_bad_value("--at", "INSTANT", &[value], message);
    }
    assert_eq!(verify_with("--at", values[0]).code, Some(2));
}

// --leeway

#[test]
fn leeway_accepts_what_expired_no_longer_ago_than_it() {
    let late = |leeway| verdict_at("2016-04-26T08:18:29Z", &["--leeway", leeway], &query());
    let expired =
        "denied (expired): expired at 2016-04-26T08:17:59.000Z, now is 2016-04-26T08:18:29.000Z\n";
    assert_eq!(late("30s"), AUTHORIZED);
    assert_eq!(late("29s 999ms"), expired);
    assert_eq!(late("0s"), expired);
    assert_eq!(verdict_at("2016-04-26T08:18:29Z", &[], &query()), expired);
}

#[test]
fn leeway_may_be_longer_than_the_calendar() {
    let leeway = ["--leeway", "500000000000years"];
    assert_eq!(verdict_at("9999-12-31T23:59:59Z", &leeway, &query()), AUTHORIZED);
}

#[test]
fn a_bad_leeway_is_named() {
    let message = "expected a duration such as 30s, 90m or 24h";
    let values = ["30", "-30s", "s", "1 fortnight", "99999999999999999999s"];
    assert_bad_value("--leeway", "DURATION", &values, message);
}

// --max-lifetime

#[test]
fn max_lifetime_denies_what_holds_for_longer() {
    let too_long = |seconds| {
        format!(
            "denied (lifetime-too-long): lifetime is too long: expected at most {seconds} s from \
             2016-04-26T07:17:59.000Z, expires at 2016-04-26T08:17:59.000Z\n"
        )
    };
    assert_eq!(verdict(&["--max-lifetime", "1h"], &query()), AUTHORIZED);
    assert_eq!(verdict(&["--max-lifetime", "59m 59s 999ms"], &query()), too_long("3599.999"));
    assert_eq!(verdict(&["--max-lifetime", "0s"], &query()), too_long("0"));
}

#[test]
fn a_bad_max_lifetime_is_named() {
    let message = "expected a duration such as 30s, 90m or 24h";
    assert_bad_value("--max-lifetime", "DURATION", &["day", "1.5x"], message);
}

// --product

#[test]
fn product_denies_every_other_product() {
    assert_eq!(verdict(&["--product", PRODUCT_CODE], &query()), AUTHORIZED);
    assert_eq!(verdict(&["--product", "other"], &query()), NOT_ALLOWED);
    assert_eq!(verdict(&["--product", &PRODUCT_CODE[..39]], &query()), NOT_ALLOWED);
}

#[test]
fn product_may_be_repeated() {
    let products = ["--product", "other", "--product", PRODUCT_CODE];
    assert_eq!(verdict(&products, &query()), AUTHORIZED);
}

#[test]
fn a_product_is_no_answer_to_a_forged_request() {
    let forged = query_of(EXPIRY, &"0".repeat(40));
    assert_eq!(verdict(&["--product", "other"], &forged), MISMATCH);
}

#[test]
fn a_product_that_no_request_could_have_is_named() {
    let byte =
        "--product: malformed pc: expected visible ASCII other than '#', found '#' at offset 1";
    verify().args(["--product", "a#", &query()]).run().assert_error(byte);
    let length = "--product: malformed pc: expected 1 to 50 bytes, found 51";
    verify().args(["--product", &"p".repeat(51), &query()]).run().assert_error(length);
}

// --expiry-encoding

#[test]
fn each_expiry_encoding_takes_its_own_texts() {
    let verdict = |encoding, expiry, signature| {
        verdict(&["--expiry-encoding", encoding], &query_of(expiry, signature))
    };
    assert_eq!(verdict("as-received", EXPIRY, SIGNATURE), AUTHORIZED);
    assert_eq!(verdict("as-received", ISO, ISO_SIGNATURE), AUTHORIZED_ISO);
    assert_eq!(verdict("as-received", ISO, SIGNATURE), MISMATCH);

    assert_eq!(verdict("java-sample", EXPIRY, SIGNATURE), AUTHORIZED);
    assert_eq!(verdict("java-sample", ISO, ISO_SIGNATURE), MISMATCH);
    assert_eq!(verdict("java-sample", ISO, SIGNATURE), AUTHORIZED);

    assert_eq!(verdict("either", EXPIRY, SIGNATURE), AUTHORIZED);
    assert_eq!(verdict("either", ISO, ISO_SIGNATURE), AUTHORIZED_ISO);
    assert_eq!(verdict("either", ISO, SIGNATURE), AUTHORIZED);
}

#[test]
fn either_is_the_default_encoding() {
    assert_eq!(verdict(&[], &query_of(ISO, ISO_SIGNATURE)), AUTHORIZED_ISO);
    assert_eq!(verdict(&[], &query_of(ISO, SIGNATURE)), AUTHORIZED);
}

#[test]
fn a_bad_expiry_encoding_is_named_with_the_good_ones() {
    let run = verify().args(["--expiry-encoding", "java", &query()]).run();
    run.assert_usage("invalid value 'java' for '--expiry-encoding <POLICY>'");
    assert!(run.stderr.contains("[possible values: as-received, java-sample, either]"));
}

// --format, and options in general

#[test]
fn a_bad_format_is_named_with_the_good_ones() {
    let run = verify().args(["--format", "yaml", &query()]).run();
    run.assert_usage("invalid value 'yaml' for '--format <FORMAT>'");
    assert!(run.stderr.contains("[possible values: text, json]"));
}

#[test]
fn an_option_without_its_value_is_named() {
    for option in ["--at <INSTANT>", "--leeway <DURATION>", "--product <CODE>"] {
        let name = option.split(' ').next().unwrap();
        let message = format!("a value is required for '{option}' but none was supplied");
        storeauth("verify").key(KEY).arg(name).run().assert_usage(&message);
    }
}

#[test]
fn an_option_that_takes_one_value_is_not_repeated() {
    let message = "the argument '--leeway <DURATION>' cannot be used multiple times";
    let run = verify().args(["--leeway", "1s", "--leeway", "2s", &query()]).run();
    assert_eq!(run.stderr.lines().next(), Some(format!("error: {message}").as_str()));
    assert_eq!(run.code, Some(2));
}
