//! `--accept-until`: until when a key is accepted.

mod util;

use util::{
    AUTHORIZED, EXPIRY, ID, KEY, MISMATCH, NOW, OTHER_KEY, OTHER_SIGNATURE, PRODUCT_CODE,
    Storeauth, query, query_of, storeauth,
};

const LATER: &str = "2016-04-26T07:18:00Z";
const EARLIER: &str = "2016-04-26T07:17:58.999Z";

/// `storeauth verify` at [`NOW`] with two keys, each with its end.
fn verify(current: &[&str], previous: &[&str]) -> Storeauth {
    let verify = storeauth("verify").args(["--at", NOW]).key(KEY).args(current);
    verify.key(OTHER_KEY).args(previous)
}

#[test]
fn an_end_is_that_of_the_key_file_before_it() {
    let by_previous = query_of(EXPIRY, OTHER_SIGNATURE);
    let (past, ahead) = (["--accept-until", EARLIER], ["--accept-until", LATER]);
    verify(&past, &[]).arg(query()).run().assert_prints(1, MISMATCH);
    verify(&past, &ahead).arg(query()).run().assert_prints(1, MISMATCH);
    verify(&ahead, &past).arg(query()).run().assert_prints(0, AUTHORIZED);
    verify(&[], &past).arg(query()).run().assert_prints(0, AUTHORIZED);
    verify(&[], &past).arg(&by_previous).run().assert_prints(1, MISMATCH);
    let by_key_1 = AUTHORIZED.replace("key 0", "key 1");
    verify(&past, &ahead).arg(&by_previous).run().assert_prints(0, &by_key_1);
    verify(&past, &[]).arg(&by_previous).run().assert_prints(0, &by_key_1);
}

#[test]
fn at_its_end_a_key_is_accepted() {
    verify(&["--accept-until", NOW], &[]).arg(query()).run().assert_prints(0, AUTHORIZED);
}

#[test]
fn keys_that_are_all_past_their_ends_are_warned_of() {
    let past = ["--accept-until", EARLIER];
    let run = verify(&past, &past).arg(query()).run();
    let warning =
        "warning: --accept-until: no server key is accepted at 2016-04-26T07:17:59.000Z\n";
    assert_eq!((run.stderr.as_str(), run.stdout.as_str(), run.code), (warning, MISMATCH, Some(1)));
    let audit = storeauth("audit").key(KEY).args(past).args(["--at", NOW]).stdin(query()).run();
    assert_eq!((audit.stderr.as_str(), audit.code), (warning, Some(1)));
}

#[test]
fn an_end_without_a_key_file_before_it_is_a_usage_error() {
    let run = storeauth("verify").args(["--accept-until", LATER]).key(KEY).arg(query()).run();
    run.assert_usage("--accept-until: expected --server-key-file FILE before it");
    let run = storeauth("verify")
        .env("STOREAUTH_SERVER_KEY_FILE", "key")
        .args(["--accept-until", LATER])
        .run();
    run.assert_usage("--accept-until: expected --server-key-file FILE before it");
}

#[test]
fn a_second_end_for_a_key_file_is_a_usage_error() {
    let args = ["--server-key-file", "a", "--accept-until", LATER, "--accept-until", LATER];
    let run = storeauth("verify").args(args).run();
    run.assert_usage("--accept-until: expected one for --server-key-file a");
}

#[test]
fn what_is_no_instant_is_a_usage_error() {
    verify(&["--accept-until", "soon"], &[]).run().assert_usage(
        "invalid value 'soon' for '--accept-until <INSTANT>': expected an instant such as 2016-04-26T08:00:00Z",
    );
}

#[test]
fn explain_knows_a_key_whose_end_is_past() {
    let explain = |end| {
        let explain = storeauth("explain").key(OTHER_KEY).key(KEY).args(["--accept-until", end]);
        explain.args(["--at", NOW]).arg(query()).run()
    };
    assert_eq!(explain(LATER).code, Some(0));
    let past = explain(EARLIER);
    assert!(past.stdout.contains("retired"), "{}", past.stdout);
    assert_eq!(past.code, Some(1));
}

#[test]
fn an_audit_denies_what_a_key_signed_that_had_ended() {
    let audit = |end| {
        let audit = storeauth("audit").key(KEY).args(["--accept-until", end, "--at", NOW]);
        audit.stdin(query()).run().code
    };
    assert_eq!((audit(NOW), audit(EARLIER)), (Some(0), Some(1)));
}

#[test]
fn sign_refuses_an_expiry_behind_the_end_of_its_key() {
    let sign = |form: &str, end: &str| {
        storeauth("sign")
            .key(KEY)
            .args(["--id", ID, "--pc", PRODUCT_CODE, "--expires", "2016-04-26T08:17:59.511Z"])
            .args(["--expiry-form", form, "--accept-until", end])
            .run()
    };
    for (form, end) in [("java", "2016-04-26T08:17:59Z"), ("iso", "2016-04-26T08:17:59.511Z")] {
        assert_eq!(sign(form, end).code, Some(0), "{form}");
    }
    sign("iso", "2016-04-26T08:17:59.510Z").assert_error(
        "--expires: expected an expiry up to 2016-04-26T08:17:59.510Z, when the key's --accept-until is, found 2016-04-26T08:17:59.511Z",
    );
    sign("java", "2016-04-26T08:17:58.999Z").assert_error(
        "--expires: expected an expiry up to 2016-04-26T08:17:58.999Z, when the key's --accept-until is, found 2016-04-26T08:17:59.000Z",
    );
}

#[test]
fn sign_holds_a_lifetime_to_the_end_of_its_key_too() {
    let sign = |end: &str| {
        let sign = storeauth("sign").key(KEY).args(["--id", ID, "--pc", PRODUCT_CODE]);
        sign.args(["--lifetime", "1h", "--accept-until", end]).run()
    };
    assert_eq!(sign("9999-01-01T00:00:00Z").code, Some(0));
    let run = sign("2016-04-26T08:17:59Z");
    let start = "error: --lifetime: expected an expiry up to 2016-04-26T08:17:59.000Z, ";
    assert!(run.stderr.starts_with(start), "{}", run.stderr);
    assert_eq!((run.stdout.as_str(), run.code), ("", Some(2)));
}
