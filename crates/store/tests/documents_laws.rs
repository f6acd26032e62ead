//! What holds of all documents.

mod util;

use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, proptest},
    sample::{select, subsequence},
};
use serde_json::{Value, json};
use store_auth_store::{
    Catalogue,
    document::{Document, ImportError, Mistakes, plan},
    model::Millis,
};
use util::{LIFETIME, NOW, empty, exported, planned};

const DAY: i64 = 86_400_000;

fn code(index: usize) -> String {
    format!("{index:040x}")
}

fn company(index: usize) -> String {
    format!("b430171d-550f-79ef-cdfb-{index:012x}")
}

fn instant() -> impl Strategy<Value = Millis> {
    (-3..4_i64).prop_map(|days| Millis(NOW.0 + days * DAY))
}

fn plan_name() -> impl Strategy<Value = &'static str> {
    select(vec!["display", "company"])
}

/// An object of the members that there are.
fn members(all: Vec<(&str, Option<Value>)>) -> Value {
    let there = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(there.collect())
}

fn product(index: usize) -> impl Strategy<Value = Value> {
    let price = (plan_name(), option::of(0..3_u64), option::of(instant()));
    let prices = vec(price, 0..4).prop_map(|prices| {
        let price = |(plan, amount, since)| {
            let mut price = json!({"plan": plan, "amount": amount, "currency": "USD"});
            if let Some(since) = since {
                price["since"] = json!(since);
            }
            price
        };
        Value::Array(prices.into_iter().map(price).collect())
    });
    (option::of(0..3_u32), option::of(any::<bool>()), option::of(prices), option::of(any::<bool>()))
        .prop_map(move |(days, free, prices, withdrawn)| {
            members(vec![
                ("code", Some(json!(code(index)))),
                ("name", Some(json!("A \"name\"\n"))),
                ("vendor", withdrawn.map(|_| json!({"name": "V"}))),
                ("trialDays", days.map(|days| json!(days))),
                ("free", free.map(|free| json!(free))),
                ("prices", prices),
                ("withdrawn", withdrawn.map(|withdrawn| json!(withdrawn))),
            ])
        })
}

fn subscription(product: usize, of: usize) -> impl Strategy<Value = Value> {
    let status = select(vec![
        "Subscribed",
        "On Trial",
        "Trial Expired",
        "Cancelled",
        "Suspended",
        "Not Subscribed",
    ]);
    let instants = (option::of(instant()), option::of(instant()), instant());
    (status, option::weighted(0.8, plan_name()), instants, option::weighted(0.2, Just(true)))
        .prop_map(move |(status, plan, (starts, ends, paid), suspended)| {
            members(vec![
                ("company", Some(json!(company(of)))),
                ("product", Some(json!(code(product)))),
                ("status", Some(json!(status))),
                ("plan", plan.map(|plan| json!(plan))),
                ("trialStarts", starts.and(ends).and(starts.min(ends)).map(|starts| json!(starts))),
                ("trialEnds", ends.map(|ends| json!(ends))),
                ("paidUntil", (status == "Cancelled").then(|| json!(paid))),
                ("suspended", suspended.map(|suspended| json!(suspended))),
            ])
        })
}

/// Few things, so that documents meet, and most of them right.
fn document() -> impl Strategy<Value = Value> {
    let displays = subsequence(vec!["A", "B", "C", "a,\"b"], 0..=4);
    let key = option::of(select(vec!["dedeb395b5e7fabe53671e895aa7eaeffdc4bfce", "k"]));
    let things = (product(0), product(1), displays, 0..5_usize, key);
    let pairs = subsequence(vec![(0, 0), (0, 1), (1, 0), (1, 1)], 0..=4);
    let subscriptions = pairs.prop_flat_map(|pairs| {
        pairs.into_iter().map(|(product, of)| subscription(product, of)).collect::<Vec<_>>()
    });
    (things, subscriptions).prop_map(|((first, second, displays, at, key), subscriptions)| {
        let (one, other) = displays.split_at(at.min(displays.len()));
        json!({
            "products": [first, second],
            "companies": [{"id": company(0), "name": "One", "displays": one},
                          {"id": company(1), "name": "Two", "displays": other}],
            "servers": [members(vec![("id", Some(json!("S"))), ("key", key.map(Value::from))])],
            "subscriptions": subscriptions,
        })
    })
}

/// Whether a document could be applied.
fn apply(catalogue: &mut Catalogue, document: &str, now: Millis) -> bool {
    let Ok(plan) = planned(catalogue, document, now) else { return false };
    for edit in plan.edits {
        catalogue.apply(edit).unwrap();
    }
    true
}

proptest! {
    #[test]
    fn importing_what_was_exported_or_imported_changes_nothing(
        documents in vec(document(), 1..4)
    ) {
        let mut catalogue = empty();
        let mut now = NOW;
        for document in documents {
            let document = document.to_string();
            if apply(&mut catalogue, &document, now) {
                assert_eq!(planned(&catalogue, &document, now).unwrap().edits, []);
            }
            let export = exported(&catalogue, now);
            assert_eq!(planned(&catalogue, &export, now).unwrap().edits, []);
            now.0 += DAY;
        }
    }

    #[test]
    fn what_was_exported_makes_the_same_of_nothing(documents in vec(document(), 1..4)) {
        let mut catalogue = empty();
        let mut now = NOW;
        for document in documents {
            apply(&mut catalogue, &document.to_string(), now);
            let export = exported(&catalogue, now);
            let mut copy = empty();
            assert!(apply(&mut copy, &export, now), "{export}");
            assert_eq!(exported(&copy, now), export);
            now.0 += DAY;
        }
    }

    #[test]
    fn any_bytes_are_a_document_or_a_mistake_in_one_of_its_lines(
        document in document(),
        changes in vec((any::<proptest::sample::Index>(), any::<u8>(), 0..3_usize), 0..4),
        is_pretty in any::<bool>(),
    ) {
        let mut bytes = if is_pretty { format!("{document:#}") } else { document.to_string() }.into_bytes();
        for (at, byte, removed) in changes {
            let at = at.index(bytes.len());
            let end = (at + removed).min(bytes.len());
            bytes.splice(at..end, [byte]);
        }
        let lines = bytes.split(|byte| *byte == b'\n').count();
        let planned = Document::read(&bytes).map_err(ImportError::from)
            .and_then(|document| plan(&document, &empty(), NOW, LIFETIME));
        if let Err(ImportError::Mistakes(Mistakes { mistakes, .. })) = planned {
            assert!(!mistakes.is_empty());
            for mistake in mistakes {
                assert!((1..=lines).contains(&mistake.line), "{mistake}");
                assert!(!mistake.to_string().contains(char::is_control), "{mistake}");
            }
        }
    }

    #[test]
    fn most_of_these_documents_are_read(document in document()) {
        assert!(Document::read(document.to_string().as_bytes()).is_ok());
    }
}
