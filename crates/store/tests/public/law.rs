//! The same question has the same answer, whatever its order and encoding and whatever else is in it.

use crate::shop::{COMPANY, DISPLAY, FREE, SOLD, Shop, TRIED, UNKNOWN, UNSOLD};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, TestRunner},
};

type Pairs = Vec<(String, String)>;
type Question = (String, Pairs);
type Variation = (Vec<Index>, Vec<&'static str>, Vec<bool>, bool);

/// What is asked of an endpoint: its path, and parameters that each come once.
fn questions() -> impl Strategy<Value = Question> {
    let ids = select(vec![DISPLAY, "OLD-1", "undefined", "é", "a,b", "%2", ""]);
    let companies = select(vec![COMPANY, "undefined", "", "\u{2028}"]);
    let codes = || select(vec![FREE, SOLD, UNSOLD, TRIED, UNKNOWN, "", "a+b", "\"\\"]);
    let servers = select(vec!["A1", "b2,A1", "nobody,,A1", ""]);
    let callbacks = select(vec!["f", "$.x", "a-b", ""]);
    let widget = (
        option::of(ids.clone()),
        option::weighted(0.3, companies.clone()),
        option::of(codes()),
        option::of(servers),
        option::of(callbacks.clone()),
    );
    // A trial that starts would change what comes after.
    let widget = widget.prop_map(|(id, cid, pc, srv, callback)| {
        let given = [("id", id), ("cid", cid), ("pc", pc), ("srv", srv), ("callback", callback)];
        let mut pairs = given_pairs(&given);
        pairs.push(("startTrial".to_owned(), "false".to_owned()));
        ("/v1/widget/auth".to_owned(), pairs)
    });
    let by_company = (companies, vec(codes(), 0..4), option::of(callbacks.clone()));
    let by_company = by_company.prop_map(|(company, codes, callback)| {
        let path = format!("/v1/company/{}/product/status", escape(company));
        (path, given_pairs(&[("pc", Some(&codes.join(","))), ("callback", callback)]))
    });
    let by_product = (codes(), vec(ids, 0..4), option::of(callbacks));
    let by_product = by_product.prop_map(|(product, ids, callback)| {
        let path = format!("/v1/product/{}/status", escape(product));
        (path, given_pairs(&[("displayIds", Some(&ids.join(","))), ("callback", callback)]))
    });
    prop_oneof![4 => widget, 1 => by_company, 1 => by_product]
}

fn given_pairs(given: &[(&str, Option<&str>)]) -> Pairs {
    let pairs = given.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Another way to send it: where each parameter goes, what else is there, and which bytes are escaped.
fn variations() -> impl Strategy<Value = Variation> {
    let others = select(vec!["_=1", "ID=x", "", "=", "callback2=-", "%zz", "id%00=x", "pc.=%ff"]);
    let others = vec(others, 0..4);
    (vec(any::<Index>(), 8), others, vec(any::<bool>(), 1..40), any::<bool>())
}

fn escape(text: &str) -> String {
    text.bytes().map(escaped).collect()
}

fn escaped(byte: u8) -> String {
    format!("%{byte:02X}")
}

/// A query with some bytes escaped, and those that must be.
fn query(pairs: &[(String, String)], mut is_escaped: impl FnMut() -> bool) -> String {
    let mut spelled = |byte: u8| {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~,+$".contains(&byte);
        if is_escaped() || !is_plain { escaped(byte) } else { char::from(byte).to_string() }
    };
    let mut text = |text: &str| text.bytes().map(&mut spelled).collect::<String>();
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", text(name), text(value)));
    pairs.collect::<Vec<_>>().join("&")
}

#[test]
fn the_same_verdict_whatever_the_order_the_encoding_and_other_parameters() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let shop = runtime.block_on(Shop::open());
    let ask = |target: &str| runtime.block_on(shop.get(target));
    let mut runner = TestRunner::new(Config { cases: 300, ..Config::default() });
    let law = |(question, variation): (Question, Variation)| {
        let (path, pairs) = question;
        let (places, others, escapes, is_doubled) = variation;
        let plain = ask(&format!("{path}?{}", query(&pairs, || false)));

        let mut escapes = escapes.iter().copied().cycle();
        let mut parts: Vec<String> = Vec::new();
        let mut places = places.iter().cycle();
        let mut insert = |part: String| {
            let place = places.next().map_or(0, |place: &Index| place.index(parts.len() + 1));
            parts.insert(place, part);
        };
        for pair in &pairs {
            insert(query(std::slice::from_ref(pair), || escapes.next() == Some(true)));
        }
        for other in others {
            insert(other.to_owned());
        }
        let slash = if is_doubled { "/" } else { "" };
        let varied = ask(&format!("{slash}{path}?{}", parts.join("&")));
        prop_assert_eq!((plain.status, plain.body()), (varied.status, varied.body()));
        prop_assert_eq!(plain.header("content-type"), varied.header("content-type"));
        Ok(())
    };
    runner.run(&(questions(), variations()), law).unwrap();
}
