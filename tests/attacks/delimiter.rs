//! The delimiter moved. `lobby#12` with product `P`, and `lobby` with product `12#P`, are the same hashed bytes, so a
//! signature for one is a signature for the other.
//!
//! The rule: no `#` in id or product code, so that `id#pc#` is read back in one way only.

use crate::{
    malformed,
    naive::{self, Naive},
    ours,
    sent::Sent,
    util::{EXPIRY, ID, KEY, PRODUCT_CODE, key, now, verifier},
};
use store_auth::{Expiry, Field, Problem, Request, Signer};

/// What a Store as naive as the verifier signs.
fn authorize(id: &str, pc: &str) -> Sent {
    Sent::new(id, pc, EXPIRY, naive::sign(id, pc, KEY, EXPIRY))
}

/// A display whose owner could choose the end of its id, behind the id of somebody else's.
fn named_after_a_victim() -> Sent {
    authorize("XU4XHT8XQDWK#demo", PRODUCT_CODE)
}

/// A product whose developer could choose its code, ending with the code of somebody else's.
fn product_named_after_a_victim() -> Sent {
    authorize(ID, "demo#b5d78da0853d97e2ec28feb5e31b9953d9c72420")
}

#[test]
fn the_naive_verifier_lets_in_a_display_that_the_store_never_authorized() {
    let moved = named_after_a_victim().with_id(ID).with_pc(format!("demo#{PRODUCT_CODE}"));
    assert!(Naive::new(KEY).lets_in(&moved, now()));
    assert!(!Naive::new(KEY).lets_in(&moved.with_id("S56PSA4W298W"), now()));
}

#[test]
fn the_naive_verifier_lets_in_a_product_that_the_store_never_authorized() {
    let moved = product_named_after_a_victim().with_id(format!("{ID}#demo")).with_pc(PRODUCT_CODE);
    assert!(Naive::new(KEY).lets_in(&moved, now()));
    assert!(!Naive::new(KEY).lets_in(&moved.with_pc("other"), now()));
}

#[test]
fn a_delimiter_moved_into_the_product_code_is_a_malformed_product_code() {
    let moved = named_after_a_victim().with_id(ID).with_pc(format!("demo#{PRODUCT_CODE}"));
    let problem = Problem::Byte { offset: 4, found: b'#' };
    assert_eq!(ours(&moved, now()), malformed(Field::ProductCode, problem));
}

#[test]
fn a_delimiter_moved_into_the_id_is_a_malformed_id() {
    let moved = product_named_after_a_victim().with_id(format!("{ID}#demo")).with_pc(PRODUCT_CODE);
    let problem = Problem::Byte { offset: 12, found: b'#' };
    assert_eq!(ours(&moved, now()), malformed(Field::Id, problem));
}

#[test]
fn an_escaped_delimiter_is_as_malformed_as_a_plain_one() {
    let query = named_after_a_victim().query();
    assert!(query.contains("XU4XHT8XQDWK%23demo"));
    let problem = Problem::Byte { offset: 12, found: b'#' };
    let verdict = verifier().verify_at(&Request::from_query(&query), now());
    assert_eq!(verdict, malformed(Field::Id, problem));
}

#[test]
fn the_signer_makes_no_signature_that_could_be_moved() {
    let signer = Signer::new(key(KEY));
    let expiry = Expiry::parse(EXPIRY).unwrap();
    for (id, pc, field) in [("a#b", "c", Field::Id), ("a", "b#c", Field::ProductCode)] {
        assert_eq!(signer.sign(id, pc, &expiry).unwrap_err().field, field);
    }
}
