//! The library, each verdict and each source, and the least that any verdict on a signature could cost.

use crate::{
    requests::{Sent, Shape, forged, now},
    rounds::Row,
};
use sha1::{Digest as _, Sha1};
use store_auth::{Authorization, Denied, Request};

type Verdict = Result<Authorization, Denied>;

pub const FLOOR: &str = "`sha1::block_api::compress` alone";
pub const CHAINED_FLOOR: &str = "the same, each waiting for the one before";
pub const REFERENCE: &str = "`verify_at`: authorized";

/// SHA-1's compression of blocks that are ready. Not inlined, as in the library.
#[inline(never)]
fn compress(blocks: &[[u8; 64]], first: u32) -> [u32; 5] {
    let mut state = [first, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    sha1::block_api::compress(&mut state, blocks);
    state
}

const FIRST: u32 = 0x6745_2301;

/// Compressions that a processor may overlap as it likes, and such as it may not: a server's requests are apart, and
/// what is done around one hash waits for it.
pub fn floors(shape: Shape) -> Vec<Row<'static>> {
    let messages = shape.authorized().into_iter().map(|sent| {
        let text = [&sent.id, sent.product_code, shape.key(), &sent.expiry].join("#");
        let digest = Sha1::digest(&text);
        let expected: Vec<u32> =
            digest.as_chunks().0.iter().map(|word| u32::from_be_bytes(*word)).collect();
        (padded(text.as_bytes()), expected)
    });
    let messages: Vec<_> = messages.collect();
    assert!(messages.iter().all(|(message, _)| message.len() == shape.blocks()));
    let apart = Row::new(FLOOR, shape.blocks(), messages.clone(), |(message, expected)| {
        compress(message, FIRST) == expected[..]
    });
    let mut zero = 0;
    let chained = Row::new(CHAINED_FLOOR, shape.blocks(), messages, move |(message, expected)| {
        let state = compress(message, FIRST ^ zero);
        // Nothing at all, but only the hash can tell.
        zero = state[0] ^ expected[0];
        state == expected[..]
    });
    vec![apart, chained]
}

/// FIPS 180-4, 5.1.1.
fn padded(text: &[u8]) -> Vec<[u8; 64]> {
    let mut bytes = [text, &[0x80]].concat();
    bytes.resize((bytes.len() + 8).next_multiple_of(64) - 8, 0);
    bytes.extend((text.len() as u64 * 8).to_be_bytes());
    bytes.as_chunks().0.to_vec()
}

pub fn rows(shape: Shape) -> Vec<Row<'static>> {
    let authorized = shape.authorized();
    let upper_case = authorized
        .iter()
        .map(|sent| Sent { signature: sent.signature.to_uppercase(), ..sent.clone() });
    let mut rows = Vec::new();
    for (keys, suffix) in [(1, ""), (4, ", 4 keys")] {
        let row = |name: &str, requests: &[Sent], is_as_expected: fn(&Verdict) -> bool| {
            let verifier = shape.verifier(keys);
            Row::new(format!("{name}{suffix}"), shape.blocks(), requests.to_vec(), move |sent| {
                is_as_expected(&verifier.verify_at(&sent.request(), now()))
            })
        };
        rows.extend([
            row(REFERENCE, &authorized, Verdict::is_ok),
            row("`verify_at`: signature mismatch", &forged(&authorized), |verdict| {
                matches!(verdict, Err(Denied::SignatureMismatch))
            }),
            row("`verify_at`: expired", &shape.expired(), |verdict| {
                matches!(verdict, Err(Denied::Expired { .. }))
            }),
            row(
                "`verify_at`: malformed signature",
                &upper_case.clone().collect::<Vec<_>>(),
                |verdict| matches!(verdict, Err(Denied::Malformed(_))),
            ),
        ]);
    }

    let verifier = shape.verifier(1);
    rows.push(Row::new(
        "`verify`: authorized, by the system clock",
        shape.blocks(),
        authorized.clone(),
        move |sent| verifier.verify(&sent.request()).is_ok(),
    ));
    let urls: Vec<String> = authorized.iter().map(Sent::url).collect();
    let escaped = urls.iter().map(|url| url.replace('+', "%2B").replace(':', "%3A")).collect();
    for (name, urls) in [("a URL", urls), ("a URL with escapes", escaped)] {
        let verifier = shape.verifier(1);
        rows.push(Row::new(
            format!("{REFERENCE}, from {name}"),
            shape.blocks(),
            urls,
            move |url| verifier.verify_at(&Request::from_url(url), now()).is_ok(),
        ));
    }
    rows
}
