//! Any four byte strings under any policy: the verdict is the oracle's.

use crate::{
    compare::{self, Signed},
    oracle::{Policy, Verdict, read_expiry},
    shared::{KEYS, NOW, UNKNOWN_KEY},
};
use arbitrary::{Arbitrary, Unstructured};
use std::time::Duration;
use store_auth::{ExpiryEncoding, ServerKey};

/// What precedes the texts.
#[derive(Arbitrary)]
struct Header {
    /// Stands between id, product code, expiry, signature, and keys.
    separator: u8,
    /// Two bits each: encoding, leeway, lifetime, products.
    policy: u8,
    /// Two bits a key: until when it is accepted.
    accepted: u8,
    /// Whether the signature is to be replaced by a true one, and of which key.
    signed: u8,
    /// Milliseconds from the expiry, or from `NOW` where there is none, to the time of the check.
    now: i32,
}

/// Any four byte strings under any policy: no panic, and the verdict is the oracle's.
///
/// # Panics
/// Where a law does not hold.
pub fn fields(data: &[u8]) {
    verdict(data);
}

pub(crate) fn verdict(data: &[u8]) -> Verdict {
    let mut data = Unstructured::new(data);
    let header = Header::arbitrary(&mut data).unwrap();
    let mut texts = data.take_rest().split(|byte| *byte == header.separator);
    let [id, pc, expiry, mut signature] = [(); 4].map(|()| texts.next().unwrap_or_default());

    let now = read_expiry(expiry).map_or(NOW, |(_, instant)| instant) + i128::from(header.now);
    let policy = policy(&header, &texts.collect::<Vec<_>>(), pc, now);
    let key = &policy.keys[usize::from(header.signed / 8) % policy.keys.len()].0;
    let forged = match header.signed % 8 {
        5 => compare::forge(key, [id, pc, expiry], Signed::AsSent),
        6 => compare::forge(key, [id, pc, expiry], Signed::JavaRendering),
        7 => compare::forge(UNKNOWN_KEY, [id, pc, expiry], Signed::AsSent),
        _ => None,
    };
    if let Some(forged) = &forged {
        signature = forged;
    }
    compare::verify(&policy, now, [id, pc, expiry, signature])
}

fn policy(header: &Header, keys: &[&[u8]], pc: &[u8], now: i128) -> Policy {
    let bits = |of: u8, place: usize| usize::from(of >> (2 * place) & 3);
    let mut keys: Vec<String> = keys
        .iter()
        .filter(|key| ServerKey::new(key).is_ok())
        .filter_map(|key| String::from_utf8(key.to_vec()).ok())
        .take(4)
        .collect();
    if keys.is_empty() {
        keys.push(KEYS[0].to_owned());
    }
    let accepted = [None, Some(now), Some(now - 1), Some(now + 1)];
    let products = [
        None,
        // A code outside the grammar is refused, and served by nobody.
        String::from_utf8(pc.to_vec())
            .ok()
            .filter(|pc| is_product_code(pc))
            .map(|pc| vec!["other".to_owned(), pc]),
        Some(vec![]),
        Some(vec!["p".to_owned(), "q".to_owned()]),
    ];
    let day = Duration::from_hours(24);
    Policy {
        keys: (0..)
            .map(|place| accepted[bits(header.accepted, place)])
            .zip(keys)
            .map(|(until, key)| (key, until))
            .collect(),
        encoding: ExpiryEncoding::ALL[bits(header.policy, 0) % 3],
        leeway: [Duration::ZERO, Duration::from_millis(1), Duration::from_secs(5), Duration::MAX]
            [bits(header.policy, 1)],
        max_lifetime: [None, Some(Duration::ZERO), Some(day), Some(Duration::MAX)]
            [bits(header.policy, 2)],
        products: products[bits(header.policy, 3)].clone(),
    }
}

fn is_product_code(text: &str) -> bool {
    (1..=50).contains(&text.len())
        && text.bytes().all(|byte| byte > b' ' && byte < 127 && byte != b'#')
}
