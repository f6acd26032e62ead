//! `storeauth demo`: that it shows what it announces.

mod util;

use util::storeauth;

/// What is announced with a Store.
const OF_THE_STORE: usize = if cfg!(all(unix, feature = "store")) { 7 } else { 0 };

/// What is announced, each with its verdict. Titles and what is not verified have no verdict.
#[track_caller]
fn announced_and_verdicts() -> Vec<(String, String)> {
    let run = storeauth("demo").run();
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)));
    let mut announced = Vec::new();
    let mut verdicts = Vec::new();
    for line in run.stdout.lines() {
        if let Some(verdict) = line.strip_prefix("    ") {
            verdicts.push(verdict.to_owned());
            assert_eq!(verdicts.len(), announced.len(), "{verdict}");
        } else if let Some(what) = line.strip_prefix("  ")
            && !what.starts_with("signature = ")
            && !what.starts_with("GET ")
        {
            announced.push(what.to_owned());
        }
    }
    assert_eq!(verdicts.len(), announced.len());
    announced.into_iter().zip(verdicts).collect()
}

#[track_caller]
fn assert_verdict(what: &str, verdict: &str) {
    let all = announced_and_verdicts();
    let found = all.iter().find(|(announced, _)| announced == what);
    let Some((_, found)) = found else { panic!("expected {what:?} in {all:#?}") };
    assert!(found.starts_with(verdict), "{what}: {found}");
}

#[test]
fn every_announcement_has_its_verdict() {
    assert_eq!(announced_and_verdicts().len(), 14 + OF_THE_STORE);
}

#[test]
fn what_the_store_authorized_is_authorized() {
    assert_verdict("the request as the Store authorized it", "authorized until ");
    assert_verdict("the same, its expiry rewritten by a date library", "authorized until ");
}

#[test]
fn every_reason_for_a_denial_is_shown() {
    assert_verdict("another display", "denied (signature-mismatch): ");
    assert_verdict("the same request 25 hours later", "denied (expired): ");
    assert_verdict("a '#' moved between id and product code", "denied (malformed): malformed id: ");
    assert_verdict("it serves another product", "denied (product-not-allowed): ");
    assert_verdict("it accepts an hour ahead at most", "denied (lifetime-too-long): ");
}

#[test]
fn a_replaced_key_is_accepted_for_a_while() {
    assert_verdict("signed with the previous key, now", "authorized until ");
    assert_verdict("2 hours later", "denied (signature-mismatch): ");
}

#[cfg(all(unix, feature = "store"))]
#[test]
fn with_a_store_all_parties_are_shown() {
    assert_verdict("the App passes on what the Store has signed", "authorized until ");
    assert_verdict("the App is told", "denied by the Store: Subscription is not active.");
    assert_verdict("25 hours later", "denied (expired): ");
    assert_verdict("the data server that has both keys", "authorized until ");
    assert_verdict("one that has not heard of the new one", "denied (signature-mismatch): ");
    let month = chrono::Utc::now().format("%Y-%m");
    assert_verdict(&format!("the bill of {month}"), "2 calls, 1 display: 250 cents");
}

#[test]
fn no_argument_is_taken() {
    storeauth("demo").arg("x").run().assert_usage("unexpected argument 'x' found");
}
