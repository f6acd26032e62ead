//! A weak key. One authorization is all it takes to try keys offline, millions a second on each core; the one that
//! makes its signature signs whatever the attacker likes.
//!
//! Inherent in the scheme: no verifier can see it. Keys of 128 random bits or more are out of reach, and
//! `ServerKey::is_weak` says which cannot be.

use crate::{
    naive,
    sent::Sent,
    util::{EXPIRY, ID, KEY, PRODUCT_CODE, at, key, now, sign},
};
use store_auth::{Denied, Verifier};

const WEAK: &str = "h7q";

/// The attacker's program: tries every key of three lowercase letters or digits.
fn search(seen: &Sent) -> Option<String> {
    let symbols = ('a'..='z').chain('0'..='9');
    let pairs = symbols.clone().flat_map(|a| symbols.clone().map(move |b| [a, b]));
    let mut keys =
        pairs.flat_map(|[a, b]| symbols.clone().map(move |c| [a, b, c].iter().collect()));
    keys.find(|key: &String| {
        naive::sign(&seen.id, &seen.pc, key, &seen.expiry).as_bytes() == seen.signature
    })
}

#[test]
fn one_authorization_is_enough_to_find_a_weak_key_and_sign_anything() {
    let signature = sign(WEAK, ID, PRODUCT_CODE, EXPIRY);
    let found = search(&Sent::new(ID, PRODUCT_CODE, EXPIRY, signature)).unwrap();

    let (id, pc, expiry) = ("S56PSA4W298W", "any-product", "2026-04-26T08:17:59.059+0000");
    let forged = Sent::new(id, pc, expiry, naive::sign(id, pc, &found, expiry));
    let verifier = Verifier::new(key(WEAK));
    let authorization = verifier.verify_at(&forged.request(), now()).unwrap();
    assert_eq!(authorization.id(), id);
    assert_eq!(authorization.product_code(), pc);
    assert_eq!(authorization.expires_at(), at(expiry));

    let guessed = forged.with_signature(naive::sign(id, pc, "h7r", expiry));
    let verdict = verifier.verify_at(&guessed.request(), now());
    assert_eq!(verdict, Err(Denied::SignatureMismatch));
}

#[test]
fn a_weak_key_would_have_been_warned_of() {
    assert!(key(WEAK).is_weak());
}

#[test]
fn forty_random_hexadecimal_digits_are_not_weak() {
    assert!(!key(KEY).is_weak());
}
