//! Requests that are right, and those that are wrong in no known way.

mod util;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest::{prelude::*, strategy::ValueTree};
use store_auth::{Expiry, Policy, chrono::TimeDelta};
use store_auth_explain::{Code, Explainer, Finding};
use util::{KEY, OTHER_KEY, at, key, sign};

const NOW: &str = "2016-04-26T07:17:59.000Z";

struct Fields {
    id: String,
    pc: String,
    expiry: String,
    signature: String,
}

impl Fields {
    fn query(&self) -> String {
        let Self { id, pc, expiry, signature } = self;
        let name = if id.contains('-') { "cid" } else { "id" };
        format!("{name}={id}&pc={pc}&expiry={expiry}&signature={signature}")
    }

    fn json(&self) -> String {
        let Self { id, pc, expiry, signature } = self;
        serde_json::json!({"id": id, "pc": pc, "expiry": expiry, "signature": signature})
            .to_string()
    }
}

/// The same 200 ids, product codes and expiries each time, with random digits for a signature.
fn fields() -> Vec<Fields> {
    let strategy = (
        "[A-HJ-NP-Z2-9]{12}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "[0-9a-f]{40}",
        0..86_400_000_i64,
        any::<bool>(),
        "[0-9a-f]{40}",
    );
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let mut fields = || {
        let (id, pc, ahead, is_java, signature) = strategy.new_tree(&mut runner).unwrap().current();
        let instant = at(NOW) + TimeDelta::milliseconds(ahead);
        let expiry = if is_java { Expiry::java(instant) } else { Expiry::iso(instant) };
        let expiry = expiry.unwrap().as_str().to_owned();
        Fields { id, pc, expiry, signature }
    };
    (0..200).map(|_| fields()).collect()
}

fn explainer() -> Explainer {
    Explainer::new([key(KEY), key(OTHER_KEY)], Policy::default())
        .unwrap()
        .retired_key(key("a-retired-key"))
        .other_server("B", key("another-key"))
}

#[test]
fn right_requests_have_no_finding() {
    let explainer = explainer();
    for (number, mut fields) in fields().into_iter().enumerate() {
        let made_with = if number % 2 == 0 { KEY } else { OTHER_KEY };
        fields.signature = sign(made_with, &fields.id, &fields.pc, &fields.expiry);
        for text in
            [fields.query(), fields.json(), format!("/feed?{}", fields.query().replace('+', "%2B"))]
        {
            let report = explainer.explain_at(&text, at(NOW));
            assert!(report.verdict().is_ok(), "{text}");
            assert_eq!(report.findings(), [], "{text}");
            assert_eq!(report.candidates(), 0);
        }
    }
}

#[test]
fn random_signatures_match_no_known_mistake() {
    let explainer = explainer();
    for fields in fields() {
        let report = explainer.explain_at(fields.query(), at(NOW));
        let codes: Vec<_> = report.findings().iter().map(Finding::code).collect();
        assert_eq!(codes, [Code::NoKnownMistake], "{}", fields.query());
    }
}

#[test]
fn the_same_request_is_explained_alike_each_time() {
    for fields in fields().into_iter().take(3) {
        let json =
            || serde_json::to_string(&explainer().explain_at(fields.query(), at(NOW))).unwrap();
        assert_eq!(json(), json());
    }
}
