//! What the command and the vectors crate read: lines and vectors files.

use crate::{
    KEYS, NOW,
    compare::{self, Signed},
    naive_query::{self, Pair},
    oracle,
};
use std::time::Duration;
use store_auth::{ExpiryEncoding, Request, Verifier};
use store_auth_vectors::{Outcome, Vectors, Verdict};
use storeauth::{Answer, answer};

const REASONS: [&str; 5] =
    ["malformed", "expired", "signature-mismatch", "product-not-allowed", "lifetime-too-long"];

/// A line of more bytes has nothing new to say.
const LONGEST: usize = 4096;

/// Any bytes as a line of requests and as a vectors file.
///
/// # Panics
/// Where a law does not hold.
pub fn readers(data: &[u8]) {
    let data = &data[..data.len().min(LONGEST)];
    let verifier = oracle::verifier(&oracle::Policy {
        keys: vec![(KEYS[0].to_owned(), None)],
        encoding: ExpiryEncoding::Either,
        leeway: Duration::ZERO,
        products: Some(["b5d78da0853d97e2ec28feb5e31b9953d9c72420", "p"].map(str::to_owned).into()),
        max_lifetime: Some(Duration::from_secs(10 * 366 * 86_400)),
    });
    line(data, &verifier);
    each_form_says_the_same(data, &verifier);
    vectors(data);
}

fn answer_to(line: &[u8], verifier: &Verifier) -> Answer {
    let answer = answer(line, |request| verifier.verify_at(request, oracle::instant(NOW)));
    assert_has_a_known_shape(&answer);
    answer
}

fn line(data: &[u8], verifier: &Verifier) {
    let answer = answer_to(data, verifier);
    let is_a_request = answer.verdict.field.as_deref() != Some("request");
    if data.trim_ascii_start().starts_with(b"{") {
        let is_an_object = serde_json::from_slice::<serde_json::Value>(data).is_ok();
        // Unknown members are passed over without a look at their numbers and their text.
        assert!(is_a_request || !is_an_object, "{}", data.escape_ascii());
    } else if is_a_request {
        assert!(data.iter().any(|byte| b"/?=:".contains(byte)), "{}", data.escape_ascii());
    } else {
        assert!(!data.contains(&b'='), "{}", data.escape_ascii());
    }
}

#[track_caller]
fn assert_has_a_known_shape(answer: &Answer) {
    let Answer { verdict, message } = answer;
    compare::assert_is_one_line(message);
    let Verdict { result, reason, field, key, expires_at } = verdict;
    let is_known = match (result, reason.as_deref(), field.as_deref()) {
        (Outcome::Authorized, None, None) => {
            key.is_some() && expires_at.is_some() && message.starts_with("authorized until ")
        }
        (Outcome::Denied, Some("malformed"), Some(field)) => {
            ["id", "pc", "expiry", "signature", "request"].contains(&field)
                && message.starts_with(&format!("malformed {field}: "))
        }
        (Outcome::Denied, Some(reason), None) => reason != "malformed" && REASONS.contains(&reason),
        _ => false,
    };
    let has_no_more = *result == Outcome::Authorized || key.is_none() && expires_at.is_none();
    assert!(is_known && has_no_more, "{answer:?}");
    let json = serde_json::to_string(verdict).unwrap();
    assert_eq!(serde_json::from_str::<Verdict>(&json).unwrap(), *verdict);
}

/// The pairs of a query, with a true signature where there is none: as query, URL and JSON object.
fn each_form_says_the_same(query: &[u8], verifier: &Verifier) {
    let mut pairs = naive_query::split(query);
    let [id, pc, expiry, signature] = naive_query::fields(&pairs);
    if signature.is_empty()
        && let Some(forged) = compare::forge(KEYS[0], [&id, &pc, &expiry], Signed::AsSent)
    {
        pairs.push((b"signature".to_vec(), forged));
    }
    let text = |text: &Vec<u8>| String::from_utf8(naive_query::decode(text)?).ok();
    let texts: Option<Vec<(String, String)>> =
        pairs.iter().map(|(name, value)| Some((text(name)?, text(value)?))).collect();
    let Some(texts) = texts else {
        return;
    };

    let escape = |text: &String| naive_query::escape(text.as_bytes(), true);
    let escaped: Vec<Pair> =
        texts.iter().map(|(name, value)| (escape(name), escape(value))).collect();
    let query = naive_query::join(&escaped);
    let url = [b"https://data.example/feed?", &query[..], b"#top"].concat();
    let quoted = |text: &String| serde_json::to_string(text).unwrap();
    let members: Vec<String> =
        texts.iter().map(|(name, value)| format!("{}:{}", quoted(name), quoted(value))).collect();
    let object = format!("{{{}}}", members.join(","));

    let expected = answer_to(&query, verifier);
    for line in [&url, object.as_bytes()] {
        let found = answer_to(line, verifier);
        assert_eq!(found.verdict, expected.verdict, "{}", line.escape_ascii());
        assert_eq!(found.message, expected.message, "{}", line.escape_ascii());
    }
}

fn vectors(data: &[u8]) {
    let vectors = match Vectors::from_json(data) {
        Ok(vectors) => vectors,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let mut tests = 0;
    for group in &vectors.test_groups {
        let verifier = group.verifier().expect("a file that was read has good groups");
        for test in &group.tests {
            let found = Verdict::from(&verifier.verify_at(&test.request(), group.now.0));
            let expected = test.expected();
            assert_eq!(expected.differences(&expected), []);
            assert_eq!(expected.differences(&found).is_empty(), expected == found);
            // The same four strings as a query get the same verdict.
            let query = as_query([&test.id, &test.pc, &test.expiry, &test.signature]);
            let from_query = verifier.verify_at(&Request::from_query(&query), group.now.0);
            assert_eq!(Verdict::from(&from_query), found);
            tests += 1;
        }
    }
    assert_eq!(tests, vectors.number_of_tests);
}

fn as_query(fields: [&String; 4]) -> Vec<u8> {
    let pairs: Vec<Pair> = ["cid", "pc", "expiry_time", "signature"]
        .iter()
        .zip(fields)
        .map(|(name, value)| ((*name).into(), naive_query::escape(value.as_bytes(), false)))
        .collect();
    naive_query::join(&pairs)
}
