//! How a text is put together, and how many are.

use super::*;
use crate::key_forms::Origin;

/// The text that is hashed in this way of `i`, `p`, the key `k` and `e`, in this order and with these delimiters.
fn message(order: &[Part], delimiter: &Delimiter, hashing: Hashing) -> Vec<u8> {
    let text = |text: &str| text.as_bytes().to_vec();
    let identifiers = Identifiers { id: text("i"), product_code: text("p"), code: None };
    let key = KeyForm { bytes: Zeroizing::new(text("k")), code: None, origin: Origin::Own(0) };
    let expiry = ExpiryForm { text: text("e"), code: None, label: "" };
    let parts = Parts { identifiers: &identifiers, key: &key, expiry: &expiry };
    let mut search = Search::new();
    let order = Order { parts: order.to_vec(), code: None };
    search.lay_out(&parts, &order, delimiter, hashing);
    search.message.to_vec()
}

const RIGHT: [Part; 4] = [Part::Id, Part::ProductCode, Part::Key, Part::Expiry];

#[test]
fn an_hmac_of_the_other_parts_leaves_out_the_key_and_the_others_do_not() {
    for (hashing, expected) in [
        (Hashing::Sha1, "i#p#k#e"),
        (Hashing::Sha1OfMessageAnd(b"\n"), "i#p#k#e\n"),
        (Hashing::Sha256, "i#p#k#e"),
        (Hashing::HmacOfMessage, "i#p#k#e"),
        (Hashing::HmacWithoutKey, "i#p#e"),
        (Hashing::HmacSwapped, "i#p#e"),
        (Hashing::HmacWithEmptyKey, "i#p##e"),
    ] {
        let [right, ..] = &DELIMITERS;
        assert_eq!(message(&RIGHT, right, hashing), expected.as_bytes(), "{hashing:?}");
    }
}

#[test]
fn delimiters_stand_between_parts_but_for_those_that_are_joint() {
    let around = Delimiter { before: b"<", between: b"|", behind: b">", code: None };
    let joint = [Part::Id, Part::Joint, Part::ProductCode, Part::Empty, Part::Expiry];
    for (order, expected) in [(&RIGHT[..], "<i|p|k|e>"), (&joint, "<ip||e>")] {
        assert_eq!(message(order, &around, Hashing::Sha1), expected.as_bytes());
    }
}

#[test]
fn a_text_is_utf_16_of_its_letters_and_of_its_bytes_where_it_has_none() {
    let widened = |message: &[u8], big_endian, mark| {
        let mut search = Search::new();
        put(&mut search.message, message);
        search.widen(big_endian, mark);
        search.wide.to_vec()
    };
    assert_eq!(widened("aé€".as_bytes(), false, false), b"a\0\xe9\0\xac\x20");
    assert_eq!(widened("aé€".as_bytes(), true, false), b"\0a\0\xe9\x20\xac");
    assert_eq!(widened(b"a", false, true), b"\xff\xfea\0");
    assert_eq!(widened(b"a", true, true), b"\xfe\xff\0a");
    assert_eq!(widened(b"\xff\x01", false, false), b"\xff\0\x01\0");
}

/// They hold keys, and would leave them behind.
#[test]
fn buffers_never_grow() {
    let mut search = Search::new();
    let [message, wide] = [search.message.capacity(), search.wide.capacity()];
    put(&mut search.message, &vec![b'x'; MESSAGE_MAX]);
    put(&mut search.message, b"x");
    assert_eq!(search.message.len(), MESSAGE_MAX);
    search.widen(true, true);
    assert_eq!(search.wide.len(), MESSAGE_MAX * 2 + 2);
    assert_eq!([search.message.capacity(), search.wide.capacity()], [message, wide]);
}

#[test]
fn no_more_texts_are_counted_than_may_be_tried() {
    let mut search = Search::new();
    search.candidates = CANDIDATES_MAX - 1;
    assert_eq!([search.count(), search.count()], [Some(()), None]);
    assert_eq!(search.candidates, CANDIDATES_MAX);
}
