//! `storeauth generate`

mod util;

use util::{
    KEY, OTHER_KEY, PRODUCT_CODE,
    audit::{audit, counts, generated, reasons},
    storeauth,
};

const FORMATS: [&str; 4] = ["ndjson", "csv", "combined", "json-log"];

#[test]
fn every_format_is_audited_as_what_it_was_made_for() {
    let shares = [
        "expired=10",
        "signature-mismatch=9",
        "malformed-id=8",
        "malformed-pc=7",
        "malformed-expiry=6",
        "malformed-signature=5",
        "garbage=4",
    ];
    let count = 20_000;
    for format in FORMATS {
        let shares = shares.iter().flat_map(|share| ["--share", share]);
        let has_urls = matches!(format, "combined" | "json-log");
        let none = if has_urls { &["--share", "no-authorization=3"][..] } else { &[] };
        let args = ["--output-format", format, "--count", "20000"];
        let args: Vec<_> = args.into_iter().chain(shares).chain(none.iter().copied()).collect();
        let summary = audit().stdin(generated(&[KEY], &args)).summary().0;
        assert_eq!(summary["files"][0]["format"], format);
        let mut found: Vec<(String, u64)> = reasons(&summary);
        found.extend(counts(&summary).into_iter().map(|(name, count)| (name.to_owned(), count)));
        let percent = |name: &str| match name {
            "malformed id" => 8,
            "malformed pc" => 7,
            "malformed expiry" => 6,
            "malformed signature" => 5,
            "expired" => 10,
            "signature-mismatch" => 9,
            "garbage" => 4,
            "denied" => 45,
            "noAuthorization" => 3,
            "authorized" => {
                if has_urls {
                    48
                } else {
                    51
                }
            }
            other => panic!("expected none that is {other}"),
        };
        assert_eq!(found.len(), if has_urls { 10 } else { 9 }, "{found:?}");
        for (name, found) in found {
            // Drawn by lot, but the same on every run: a share is met within a percent of all.
            assert!(
                found.abs_diff(count * percent(&name) / 100) < count / 100,
                "{format} {name} {found}"
            );
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_log_and_another_one_another() {
    for format in FORMATS {
        let log = |seed| generated(&[KEY], &["--output-format", format, "--seed", seed]);
        assert_eq!(log("7"), log("7"));
        assert_ne!(log("7"), log("8"));
    }
}

#[test]
fn two_keys_make_a_rotation() {
    let log = generated(
        &[KEY, OTHER_KEY],
        &["--from", "2020-01-01T00:00:00Z", "--to", "2020-01-03T00:00:00Z"],
    );
    let (summary, _) = audit().key(OTHER_KEY).stdin(log).summary();
    let day = |at: &serde_json::Value| at.as_str().unwrap()[..10].to_owned();
    let [new, old] = [0, 1].map(|key| &summary["keys"][key]);
    assert_eq!(day(&old["firstUsedAt"]), "2020-01-01");
    assert_eq!(day(&new["firstUsedAt"]), "2020-01-02", "after half of the time");
    assert_eq!(day(&old["lastUsedAt"]), "2020-01-02", "until its authorizations expire");
    assert!(new["count"].as_u64().unwrap() > 100 && old["count"].as_u64().unwrap() > 500);
}

#[test]
fn times_are_within_the_span_and_in_order() {
    let args =
        ["--from", "2020-02-28T23:00:00Z", "--to", "2020-02-29T01:00:00Z", "--share", "garbage=0"];
    let log = generated(&[KEY], &args);
    let times: Vec<_> = log.lines().map(|line| &line[r#"{"time":""#.len()..][..24]).collect();
    assert!(times.is_sorted());
    assert_eq!((times[0], times.len()), ("2020-02-28T23:00:00.000Z", 1000));
    assert!(times[999] < "2020-02-29T01:00:00.000Z" && times[999] > "2020-02-29T00:59:00.000Z");
}

#[test]
fn no_lines_are_a_log_too() {
    assert_eq!(generated(&[KEY], &["--count", "0"]), "");
    let header = "time,id,cid,pc,expiry,signature\n";
    assert_eq!(generated(&[KEY], &["--count", "0", "--output-format", "csv"]), header);
}

#[track_caller]
fn assert_refused(args: &[&str], message: &str) {
    storeauth("generate").key(KEY).args(args).run().assert_error(message);
}

#[test]
fn what_cannot_be_generated_is_refused() {
    let at = "2020-01-01T00:00:00Z";
    assert_refused(&["--from", at, "--to", at], "--to: expected an instant after --from");
    assert_refused(&["--lifetime", "59s"], "--lifetime: expected a minute to 100 years");
    assert_refused(
        &["--share", "expired=99", "--share", "garbage=2"],
        "--share: expected shares of at most 100 percent in all",
    );
    assert_refused(
        &["--share", "no-authorization=1"],
        "--share no-authorization: expected --output-format combined, json-log or w3c",
    );
    assert_refused(
        &["--share", "authorized=1"],
        "--share authorized: expected another kind, authorized is the rest",
    );
}

#[test]
fn a_share_is_a_kind_and_a_percentage() {
    for (share, problem) in [
        ("expired", "expected KIND=PERCENT"),
        ("expired=x", "expected a number of percent"),
        ("expired=101", "expected 0 to 100 percent"),
        ("expired=-1", "expected 0 to 100 percent"),
        ("expired=nan", "expected 0 to 100 percent"),
    ] {
        let output = storeauth("generate").key(KEY).args(["--share", share]).run();
        output.assert_usage(&format!(
            "invalid value '{share}' for '--share <KIND=PERCENT>': {problem}"
        ));
    }
    let output = storeauth("generate").key(KEY).args(["--share", "other=1"]).run();
    assert!(output.stderr.contains("expected a kind among authorized, expired, "), "{output:?}");
}

#[test]
fn a_key_is_needed_and_comes_from_a_file() {
    let message =
        "no server key: expected --server-key-file FILE, or STOREAUTH_SERVER_KEY_FILE to name one";
    storeauth("generate").run().assert_error(message);
    let key = util::file(KEY);
    let output = storeauth("generate").env("STOREAUTH_SERVER_KEY_FILE", key.path()).run();
    assert_eq!(output.stdout, generated(&[KEY], &[]));
    assert!(!output.stdout.contains(PRODUCT_CODE));
}
