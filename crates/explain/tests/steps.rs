//! What a report says of each step of verification.

mod util;

use std::time::Duration;
use store_auth::Policy;
use store_auth_explain::{Explainer, Report, Status, Step};
use util::{EXPIRY, ID, KEY, OTHER_KEY, PRODUCT_CODE, at, explainer, key, now, query};

const ID_FORM: &str = "1 to 64 bytes of visible ASCII other than '#'";
const PC_FORM: &str = "1 to 50 bytes of visible ASCII other than '#'";
const EXPIRY_FORM: &str = "YYYY-MM-DDThh:mm:ss.mmmZ or YYYY-MM-DDThh:mm:ss.mmm+0000";
const SIGNATURE_FORM: &str = "40 lowercase hexadecimal digits";
const SIGNATURE_SEEN: &str = "16be… (40 bytes)";

fn seen(report: &Report) -> Vec<&str> {
    report.steps().iter().map(Step::seen).collect()
}

fn expected(report: &Report) -> Vec<&str> {
    report.steps().iter().map(Step::expected).collect()
}

#[test]
fn each_step_says_what_was_seen_and_what_was_expected() {
    let report = explainer(Policy::default()).explain_at(query(), now());
    let times = "expires at 2016-04-26T08:17:59.000Z, now is 2016-04-26T07:17:59.000Z";
    assert_eq!(
        seen(&report),
        [
            ID,
            PRODUCT_CODE,
            EXPIRY,
            SIGNATURE_SEEN,
            times,
            "made by key 0",
            PRODUCT_CODE,
            "1 h ahead"
        ]
    );
    assert_eq!(
        expected(&report),
        [
            ID_FORM,
            PC_FORM,
            EXPIRY_FORM,
            SIGNATURE_FORM,
            "an expiry that is not past",
            "the hash of id#pc#key#expiry with the accepted key",
            "any",
            "any",
        ]
    );
}

#[test]
fn what_the_policy_and_the_keys_let_in_is_expected() {
    let policy = Policy::default()
        .with_leeway(Duration::from_secs(90))
        .with_products(["a", "b", PRODUCT_CODE])
        .unwrap()
        .with_max_lifetime(Duration::from_secs(1800));
    let past = key("long-ago").accept_until(at("2016-01-01T00:00:00.000Z"));
    let keys = [key(OTHER_KEY), past, key(KEY)];
    let report = Explainer::new(keys, policy).unwrap().explain_at(query(), now());
    assert_eq!(
        expected(&report)[4..],
        [
            "an expiry that is not past by more than 1 min 30 s",
            "the hash of id#pc#key#expiry with one of 2 accepted keys",
            "one of 3 that are served",
            "at most 30 min",
        ]
    );
    assert_eq!(seen(&report)[5..], [SIGNATURE_SEEN, PRODUCT_CODE, "1 h ahead"]);
}

#[test]
fn a_field_that_is_not_there_once_is_seen_so() {
    for (text, place, expected) in [
        (query().replace("signature", "sig"), 3, "nothing"),
        (query().replace("id=", "x="), 0, "nothing"),
        (query().replace(ID, ""), 0, "an empty text"),
        (format!("{}&pc=x", query()), 1, "more than one"),
        (format!("{}&cid=x", query()), 0, "both `id` and `cid`"),
        (format!("{}&expiry_time=x", query()), 2, "both `expiry` and `expiry_time`"),
        (query().replace(ID, "a%23b"), 0, "a#b"),
    ] {
        let report = explainer(Policy::default()).explain_at(&text, now());
        let mut all = [ID, PRODUCT_CODE, EXPIRY, SIGNATURE_SEEN];
        all[place] = expected;
        assert_eq!(seen(&report)[..4], all, "{text}");
        assert_eq!(report.steps()[place].status(), Status::Failed, "{text}");
    }
}

#[test]
fn an_expiry_that_is_past_or_none_is_seen_so() {
    let late = at("2016-04-26T10:17:59.500Z");
    let report = explainer(Policy::default()).explain_at(query(), late);
    let times = "expires at 2016-04-26T08:17:59.000Z, now is 2016-04-26T10:17:59.500Z";
    assert_eq!((seen(&report)[4], seen(&report)[7]), (times, "2 h ago"));
    let report = explainer(Policy::default()).explain_at(query().replace(EXPIRY, "x"), late);
    assert_eq!(
        (seen(&report)[4], seen(&report)[7]),
        ("now is 2016-04-26T10:17:59.500Z", "unknown")
    );
}

#[test]
fn without_a_key_the_form_fails_where_it_is_wrong_and_the_signature_is_not_reached() {
    use Status::{Failed as F, NotReached as N, Passed as P};
    let statuses = |text: &str| {
        let explainer = Explainer::without_key(Policy::default()).unwrap();
        let report = explainer.explain_at(text, now());
        report.steps().iter().map(Step::status).collect::<Vec<_>>()
    };
    assert_eq!(statuses(&query()), [P, P, P, P, P, N, N, N]);
    assert_eq!(statuses(&query().replace(ID, "a%23b")), [F, N, N, N, N, N, N, N]);
    assert_eq!(statuses(&query().replace("2016", "2015")), [P, P, P, P, F, N, N, N]);
}
