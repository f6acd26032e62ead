//! The verdicts of the test vectors, by way of a server: each vector as a URI, and as headers.

mod util;

use bytes::Bytes;
use http::{HeaderValue, Request};
use http_body_util::Empty;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use store_auth::Field;
use store_auth_tower::{Fields, StoreAuthLayer};
use store_auth_vectors::{Outcome, Test, Vectors, Verdict};
use util::{Client, Reply, get, start};

const CONFORMANCE: &[u8] = include_bytes!("../../../tests/vectors/conformance.json");
const ADDITIONAL: &[u8] = include_bytes!("../../../tests/vectors/additional.json");

#[tokio::test]
async fn every_verdict_on_a_uri_is_that_of_the_vectors() {
    let write = |test: &Test| Some(as_uri(["id", "pc", "expiry", "signature"], test));
    assert_conforms(CONFORMANCE, &Fields::query(), write, 930).await;
    assert_conforms(ADDITIONAL, &Fields::query(), write, 3000).await;
}

#[tokio::test]
async fn every_verdict_on_renamed_parameters_is_that_of_the_vectors() {
    let names = ["a", "b", "c", "d"];
    let fields = Field::ALL
        .into_iter()
        .zip(names)
        .fold(Fields::query(), |fields, (field, name)| fields.named(field, [name]).unwrap());
    assert_conforms(CONFORMANCE, &fields, |test| Some(as_uri(names, test)), 930).await;
}

#[tokio::test]
async fn every_verdict_on_headers_is_that_of_the_vectors() {
    // The others have values that no header can have, or white space around them that is no part of it.
    assert_conforms(CONFORMANCE, &Fields::headers(), as_headers, 910).await;
    assert_conforms(ADDITIONAL, &Fields::headers(), as_headers, 2734).await;
}

async fn assert_conforms(
    json: &[u8],
    fields: &Fields,
    write: impl Fn(&Test) -> Option<Request<Empty<Bytes>>>,
    number_of_tests: usize,
) {
    let mut tests = 0;
    for group in Vectors::from_json(json).unwrap().test_groups {
        let now = group.now.0;
        let layer = StoreAuthLayer::new(group.verifier().unwrap())
            .fields(fields.clone())
            .clock(move || now);
        let mut client = Client::connect(start(layer).await).await;
        for test in &group.tests {
            if let Some(request) = write(test) {
                let verdict = verdict(&client.send(request).await);
                assert_eq!(test.expected().differences(&verdict), [], "tcId {}", test.tc_id);
                tests += 1;
            }
        }
    }
    assert_eq!(tests, number_of_tests);
}

/// With every byte escaped that may be: any text can be written so.
fn as_uri([id, pc, expiry, signature]: [&str; 4], test: &Test) -> Request<Empty<Bytes>> {
    let escaped = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    get(&format!(
        "/?{id}={}&{pc}={}&{expiry}={}&{signature}={}",
        escaped(&test.id),
        escaped(&test.pc),
        escaped(&test.expiry),
        escaped(&test.signature),
    ))
}

fn as_headers(test: &Test) -> Option<Request<Empty<Bytes>>> {
    let mut request = get("/");
    for (name, text) in [
        ("store-id", &test.id),
        ("store-pc", &test.pc),
        ("store-expiry", &test.expiry),
        ("store-signature", &test.signature),
    ] {
        let value = HeaderValue::from_bytes(text.as_bytes()).ok()?;
        if text.trim_matches([' ', '\t']) != text {
            return None;
        }
        request.headers_mut().insert(name, value);
    }
    Some(request)
}

/// A verdict as a client can tell it.
fn verdict(reply: &Reply) -> Verdict {
    #[derive(Deserialize)]
    struct Problem {
        status: u16,
        reason: String,
        field: Option<String>,
    }

    if reply.status == 200 {
        let (_, rest) = reply.body.split_once(" by key ").unwrap();
        let (key, until) = rest.lines().next().unwrap().split_once(" until ").unwrap();
        return Verdict {
            result: Outcome::Authorized,
            reason: None,
            field: None,
            key: Some(key.parse().unwrap()),
            expires_at: Some(serde_json::from_value(until.into()).unwrap()),
        };
    }
    let problem: Problem = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(problem.status, reply.status);
    Verdict {
        result: Outcome::Denied,
        reason: Some(problem.reason),
        field: problem.field,
        key: None,
        expires_at: None,
    }
}
