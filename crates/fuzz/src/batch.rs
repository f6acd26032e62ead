//! Many requests at once, against the same requests one by one.

use crate::{
    compare::{self, Signed},
    oracle::{self, instant},
    shared::{KEYS, NOW, UNKNOWN_KEY},
};
use arbitrary::{Arbitrary, Unstructured};
use chrono::{DateTime, TimeDelta};
use std::time::Duration;
use store_auth::{Authorization, Denied, Expiry, ExpiryEncoding, Request};

#[derive(Arbitrary)]
struct Input {
    encoding: u8,
    leeway_seconds: u8,
    max_lifetime_seconds: Option<u16>,
    products: bool,
    /// Two bits for each of the keys: accepted without end, until just before, at or just after now.
    accepted: u8,
    keys: u8,
    items: Vec<Item>,
}

/// Requests that are alike.
#[derive(Arbitrary)]
struct Item {
    times: u8,
    id_len: u8,
    product_code: u8,
    signer: u8,
    form: u8,
    covered: bool,
    /// From now to the expiry.
    milliseconds: i32,
    /// What one of the fields is spoilt by, if it is.
    change: Option<Change>,
}

#[derive(Arbitrary)]
struct Change {
    field: u8,
    place: u8,
    byte: u8,
    kind: u8,
}

/// Any mix of requests under any policy: the verdicts of a batch are those on each request alone, in order.
///
/// # Panics
/// Where a law does not hold.
pub fn batch(data: &[u8]) {
    let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let policy = policy(&input);
    let verifier = oracle::verifier(&policy);
    let fields: Vec<[Vec<u8>; 4]> =
        input.items.iter().take(40).flat_map(|it| requests(it, &policy)).collect();
    // Every other one as a query, some of them with escapes.
    let queries: Vec<Option<Vec<u8>>> = fields.iter().map(query).collect();
    let requests: Vec<Request<'_>> = fields
        .iter()
        .zip(&queries)
        .map(|([id, pc, expiry, signature], query)| match query {
            Some(query) => Request::from_query(query),
            None => Request::new(id, pc, expiry, signature),
        })
        .collect();
    // At one time, or each at another, up to a second apart.
    let apart = oracle::Millis::from(input.keys / 4 % 8) * 3;
    let times = (0..).map(|place: oracle::Millis| instant(NOW + place * apart % 1000));
    let requests: Vec<_> = requests.into_iter().zip(times).collect();
    let expected: Vec<_> = requests.iter().map(|(it, now)| verifier.verify_at(it, *now)).collect();
    // What was there before is replaced.
    let mut found = expected.iter().rev().take(3).cloned().collect();
    verifier.verify_batch_from_key(usize::from(input.keys / 32), &requests, &mut found);
    assert_eq!(found, expected);
    let keys = |verdicts: &[Result<Authorization, Denied>]| -> Vec<Option<usize>> {
        verdicts.iter().map(|it| it.as_ref().ok().map(Authorization::key_index)).collect()
    };
    assert_eq!(keys(&found), keys(&expected));
}

fn policy(input: &Input) -> oracle::Policy {
    let keys = (0..=usize::from(input.keys % 4)).map(|index| {
        let until = match (input.accepted >> (2 * index)) & 3 {
            0 => None,
            offset => Some(NOW + oracle::Millis::from(offset) - 2),
        };
        (KEYS[index].to_owned(), until)
    });
    oracle::Policy {
        keys: keys.collect(),
        encoding: ExpiryEncoding::ALL[usize::from(input.encoding) % 3],
        leeway: Duration::from_secs(input.leeway_seconds.into()),
        products: input.products.then(|| vec!["p".to_owned()]),
        max_lifetime: input.max_lifetime_seconds.map(|seconds| Duration::from_secs(seconds.into())),
    }
}

fn requests(item: &Item, policy: &oracle::Policy) -> Vec<[Vec<u8>; 4]> {
    let signer = policy.keys.get(usize::from(item.signer) % (policy.keys.len() + 1));
    let key = signer.map_or(UNKNOWN_KEY, |(key, _)| key);
    let expiry = instant(NOW) + TimeDelta::milliseconds(item.milliseconds.into());
    let expiry = text(expiry, item.form);
    let pc =
        ["p", "q", "b5d78da0853d97e2ec28feb5e31b9953d9c72420"][usize::from(item.product_code % 3)];
    let covered = if item.covered { Signed::AsSent } else { Signed::JavaRendering };
    let mut requests = Vec::new();
    for number in 0..item.times % 20 {
        let id = "d".repeat(usize::from(item.id_len % 64)) + &(number % 10).to_string();
        let signature =
            compare::forge(key, [id.as_bytes(), pc.as_bytes(), expiry.as_bytes()], covered)
                .expect("well-formed");
        let mut fields = [id.into_bytes(), pc.into(), expiry.clone().into_bytes(), signature];
        if let Some(change) =
            item.change.as_ref().filter(|change| number % (1 + change.kind % 3) == 0)
        {
            let field = &mut fields[usize::from(change.field % 4)];
            let place = usize::from(change.place) % field.len();
            match change.kind % 4 {
                0 => field[place] = change.byte,
                1 => drop(field.remove(place)),
                2 => field.insert(place, change.byte),
                _ => field[place] ^= 0x20,
            }
        }
        requests.push(fields);
    }
    requests
}

fn text(expiry: DateTime<chrono::Utc>, form: u8) -> String {
    let iso = Expiry::iso(expiry).expect("near now").to_string();
    match form % 3 {
        0 => Expiry::java(expiry).expect("near now").to_string(),
        1 => iso,
        _ => iso.replace('Z', "+0000"),
    }
}

/// As a query, where the fields have nothing that means something there.
fn query([id, pc, expiry, signature]: &[Vec<u8>; 4]) -> Option<Vec<u8>> {
    let fields = [id, pc, expiry, signature];
    let special = |byte: &u8| matches!(byte, b'&' | b'=' | b'%' | b'#');
    if id.len() % 2 == 0 || fields.iter().any(|field| field.iter().any(special)) {
        return None;
    }
    let mut query = Vec::new();
    for (name, value) in ["id=", "&pc=", "&expiry=", "&signature="].iter().zip(fields) {
        query.extend_from_slice(name.as_bytes());
        if name.contains("pc") && id.len() % 4 == 1 {
            for byte in value {
                query.extend_from_slice(format!("%{byte:02x}").as_bytes());
            }
        } else {
            query.extend_from_slice(value);
        }
    }
    Some(query)
}
