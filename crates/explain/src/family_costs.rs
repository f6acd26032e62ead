//! How many texts each family of mistakes has: the table of the README.

use crate::{
    code::Code, contents::Contents, explainer::Explainer, key_mask::KeyMask, key_text::KeyText,
    pasted::Pasted, sent_fields::SentFields,
};
use chrono::DateTime;
use store_auth::Policy;

const REQUEST: &str = "id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
    &expiry=2016-04-26T18:17:59.059%2B0000&signature=0000000000000000000000000000000000000000";

/// Families that are tried alone, each with its codes.
const FAMILIES: [(&str, &[Code]); 11] = [
    (
        "real milliseconds, also since 1970",
        &[Code::ExpiryMilliseconds, Code::ExpiryEpochMilliseconds],
    ),
    ("the time of a zone", &[Code::ExpiryLocalZone]),
    ("the 12-hour clock", &[Code::ExpiryTwelveHours]),
    (
        "other letters of the pattern: `YYYY`, `DD`, `mm`, `MM`",
        &[Code::ExpiryWeekYear, Code::ExpiryDayOfYear, Code::ExpiryMonthMinute],
    ),
    ("a line of a configuration for the key", &[Code::KeyLine]),
    ("the key cut off", &[Code::KeyTruncated]),
    ("the key with what nobody sees", &[Code::KeyInvisible]),
    ("the key encoded", &[Code::KeyEncoded]),
    ("the key with a prefix, or twice", &[Code::KeyPrefix, Code::HashedTwice]),
    (
        "a word for a value or the key",
        &[Code::KeyMissing, Code::PlaceholderId, Code::PlaceholderValue, Code::DoubledValue],
    ),
    ("the query", &[Code::QueryHashed]),
];

/// What a text takes on one core, as the benchmark's time for all of them says.
const NANOSECONDS: usize = 280;

fn row(family: &str, texts: usize) -> String {
    let hundredths = texts * NANOSECONDS / 10_000;
    format!("| {family} | {texts} | {}.{:02} |\n", hundredths / 100, hundredths % 100)
}

fn table() -> String {
    let key = KeyText::new("e4232e0620f9290025cb3783768c9c8c4686078c").unwrap();
    let explainer = Explainer::new([key], Policy::default()).unwrap();
    let now = DateTime::UNIX_EPOCH;
    let mask = KeyMask::of([].into_iter());
    let pasted = Pasted::of(REQUEST.as_bytes());
    let fields = SentFields::among(Contents::of(REQUEST.as_bytes(), &pasted), &mask);
    let material = explainer.material(&fields, now);
    let expiries = material.expiries.as_ref().unwrap();
    let codes = || {
        let of_keys = material.keys.many.iter().map(|form| form.code);
        let of_expiries = expiries.many.iter().map(|form| form.code);
        let of_identifiers = material.identifiers.many.iter().map(|form| form.code);
        let of_queries = material.queries.iter().flat_map(|_| [Some(Code::QueryHashed); 16]);
        of_keys.chain(of_expiries).chain(of_identifiers).chain(of_queries).flatten()
    };
    let mut table = String::from("| family | texts | ms |\n|---|---|---|\n");
    let mut alone = 0;
    for (name, family) in FAMILIES {
        let texts = codes().filter(|code| family.contains(code)).count();
        alone += texts;
        table += &row(name, texts);
    }
    assert_eq!(alone, codes().count(), "a family is missing");
    let all = explainer.explain_at(REQUEST, now).candidates();
    table + &row("all others, one mistake or two together", all - alone) + &row("together", all)
}

#[test]
fn the_readme_has_the_costs_of_every_family() {
    let table = table();
    assert!(include_str!("../README.md").contains(&table), "expected in the README:\n{table}");
}
