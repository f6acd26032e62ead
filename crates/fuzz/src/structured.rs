//! An authorization that the Store could have issued, and one change to it.

use crate::{
    compare::{self, Signed},
    oracle,
};
use arbitrary::{Arbitrary, Unstructured};
use chrono::{DateTime, Utc};
use std::{iter, time::Duration};
use store_auth::{Authorization, Denied, Expiry, ExpiryEncoding, Request, ServerKey, Signer};

/// What precedes the texts of id, product code and key, which follow each other.
#[derive(Arbitrary)]
struct Header {
    id_length: u8,
    product_code_length: u8,
    key_length: u8,
    /// Of the expiry, brought into the years 0000 to 9999.
    seconds: i64,
    millis: u16,
    /// The expiry's form as sent.
    form: u8,
    /// Two bits for the encoding; one more for what is signed under `either`.
    encoding: u8,
    change: Change,
}

/// One change to the four fields or to the key.
#[derive(Arbitrary)]
struct Change {
    kind: u8,
    field: u8,
    place: u16,
    byte: u8,
}

/// What the Store signs is authorized; after one change anywhere it is not.
///
/// # Panics
/// Where a law does not hold.
pub fn structured(data: &[u8]) {
    verdict(data);
}

/// The verdict on the changed request.
pub(crate) fn verdict(data: &[u8]) -> oracle::Verdict {
    let mut data = Unstructured::new(data);
    let header = Header::arbitrary(&mut data).unwrap();
    let mut bytes = data.take_rest().iter().copied().chain(iter::repeat(0));
    let mut text = |length: u8, max: usize, accept: fn(u8) -> bool| -> Vec<u8> {
        let length = 1 + usize::from(length) % max;
        bytes.by_ref().take(length).map(|byte| nearest(byte, accept)).collect()
    };
    let id = text(header.id_length, 64, |byte| byte.is_ascii_graphic() && byte != b'#');
    let pc = text(header.product_code_length, 50, |byte| byte.is_ascii_graphic() && byte != b'#');
    let key = text(header.key_length, 128, |byte| byte.is_ascii_graphic());
    let key = String::from_utf8(key).unwrap();

    let sent = expiry(&header);
    let encoding = ExpiryEncoding::ALL[usize::from(header.encoding & 3) % 3];
    let coverage = match encoding {
        ExpiryEncoding::JavaSample => Signed::JavaRendering,
        ExpiryEncoding::Either if header.encoding & 4 != 0 => Signed::JavaRendering,
        _ => Signed::AsSent,
    };
    let covered = match coverage {
        Signed::AsSent => sent.clone(),
        Signed::JavaRendering => Expiry::java(sent.instant()).unwrap(),
    };
    let signer = Signer::new(ServerKey::new(&key).unwrap());
    let ascii = |text: &[u8]| String::from_utf8(text.to_vec()).unwrap();
    let signature = signer.sign(&ascii(&id), &ascii(&pc), &covered).unwrap();
    let forged = compare::forge(&key, [&id, &pc, sent.as_ref()], coverage).unwrap();
    assert_eq!(signature.as_str().as_bytes(), forged);

    let fields = [id, pc, sent.as_str().into(), signature.as_str().into()];
    let authorization = verify(&key, encoding, &fields).expect("what was signed is authorized");
    assert_eq!(authorization.key_index(), 0);
    assert_eq!(authorization.expires_at(), covered.instant());

    let mut changed = (key.clone(), fields.clone());
    let milliseconds_only = change(&header.change, &mut changed);
    let is_java_hashed = covered == Expiry::java(covered.instant()).unwrap();
    let (changed_key, changed) = changed;
    let verdict = verify(&changed_key, encoding, &changed);
    if changed_key == key && changed == fields {
        assert_eq!(verdict.as_ref(), Ok(&authorization));
    } else {
        // Where the Java rendering is hashed, other milliseconds say the same authorization.
        let is_said_otherwise =
            milliseconds_only && is_java_hashed && encoding != ExpiryEncoding::AsReceived;
        assert_says_no_more(&verdict, is_said_otherwise.then_some(&authorization));
    }
    oracle::in_oracles_words(&verdict)
}

/// Asserts that a changed request is denied, or says the very same authorization where it may.
#[track_caller]
fn assert_says_no_more(
    verdict: &Result<Authorization, Denied>,
    authorization: Option<&Authorization>,
) {
    match verdict {
        Err(Denied::Malformed(_) | Denied::SignatureMismatch) => {}
        Ok(found) if Some(found) == authorization => {}
        _ => panic!("a changed request gets {verdict:?}"),
    }
}

fn verify(
    key: &str,
    encoding: ExpiryEncoding,
    fields: &[Vec<u8>; 4],
) -> Result<Authorization, Denied> {
    let policy = oracle::Policy {
        keys: vec![(key.to_owned(), None)],
        encoding,
        leeway: Duration::ZERO,
        products: None,
        max_lifetime: None,
    };
    // Before every expiry, so that none is the reason of a denial.
    let now = DateTime::<Utc>::MIN_UTC;
    let fields = fields.each_ref().map(Vec::as_slice);
    let [id, pc, expiry, signature] = fields;
    let request = Request::new(id, pc, expiry, signature);
    let verdict = oracle::verifier(&policy).verify_at(&request, now);
    let expected = oracle::verify(&policy, now.timestamp_millis().into(), fields);
    compare::assert_same(&verdict, &expected);
    verdict
}

/// The byte itself, or one that is accepted in its place.
fn nearest(byte: u8, accept: fn(u8) -> bool) -> u8 {
    if accept(byte) { byte } else { b'$' + byte % 64 }
}

fn expiry(header: &Header) -> Expiry {
    const YEAR_0: i64 = -62_167_219_200;
    const YEAR_10_000: i64 = 253_402_300_800;
    let seconds = header.seconds.rem_euclid(YEAR_10_000 - YEAR_0) + YEAR_0;
    let nanos = u32::from(header.millis % 1000) * 1_000_000;
    let instant = DateTime::from_timestamp(seconds, nanos).unwrap();
    let iso = Expiry::iso(instant).unwrap();
    match header.form % 3 {
        0 => Expiry::java(instant).unwrap(),
        1 => iso,
        _ => Expiry::parse(&iso.as_str().replace('Z', "+0000")).unwrap(),
    }
}

/// Changes the key or the fields; whether it replaced a digit of the expiry's milliseconds.
fn change(change: &Change, (key, fields): &mut (String, [Vec<u8>; 4])) -> bool {
    let field = usize::from(change.field) % 4;
    let length = fields[field].len();
    let place = usize::from(change.place) % length;
    match change.kind % 8 {
        0 => {
            let replaced = &mut fields[field][place];
            *replaced = if *replaced == change.byte { change.byte ^ 1 } else { change.byte };
            return field == 2 && (20..23).contains(&place);
        }
        // A digit for a digit, so that the form stays.
        1 => {
            let replaced = &mut fields[field][place];
            let digits = b"0123456789abcdef";
            *replaced = digits[usize::from(change.byte) % digits.len()];
            return field == 2 && (20..23).contains(&place);
        }
        2 => fields[field].insert(usize::from(change.place) % (length + 1), change.byte),
        3 => {
            fields[field].remove(place);
        }
        4 => fields.swap(field, usize::from(change.byte) % 4),
        // The hashed bytes stay, but for where the delimiter stands.
        5 => {
            let end = usize::from(change.place) % fields[0].len();
            let moved = fields[0].split_off(end);
            fields[1].splice(0..0, moved);
        }
        6 => {
            let mut bytes = key.clone().into_bytes();
            let place = usize::from(change.place) % bytes.len();
            bytes[place] = nearest(change.byte, |byte| byte.is_ascii_graphic());
            *key = String::from_utf8(bytes).unwrap();
        }
        _ => {
            let field = &mut fields[field];
            if field.is_ascii() && field[place].is_ascii_alphabetic() {
                field[place] ^= 0x20;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "a changed request gets Ok")]
    fn an_authorization_after_a_change_is_noticed() {
        let expiry = "2016-04-26T08:17:59.059+0000";
        let signature = oracle::sign("id", "pc", "k", expiry);
        let fields = ["id", "pc", expiry, &signature].map(|text| text.as_bytes().to_vec());
        assert_says_no_more(&verify("k", ExpiryEncoding::Either, &fields), None);
    }
}
