//! Which requests go into lanes, by the lengths of what they say, and with which others.

use crate::{
    grammar::{EXPIRY_MAX, ID_MAX, PRODUCT_CODE_MAX, SIGNATURE_DIGITS},
    key::ServerKey,
    message,
    request::Texts,
    verifier::Signed,
};

/// Whether the fields have lengths that the grammar allows, and the expiry one of its two ends.
#[inline]
pub(super) fn have_lengths(texts: &Texts<'_>) -> bool {
    let expiry = match texts.expiry.len() {
        24 => texts.expiry.last() == Some(&b'Z'),
        EXPIRY_MAX => texts.expiry.last_chunk() == Some(b"+0000"),
        _ => false,
    };
    expiry
        && texts.signature.len() == SIGNATURE_DIGITS
        && (1..=ID_MAX).contains(&texts.id.len())
        && (1..=PRODUCT_CODE_MAX).contains(&texts.product_code.len())
}

/// How many blocks a message takes.
#[inline]
pub(super) fn blocks(texts: &Texts<'_>, key: &ServerKey, signed: Signed<'_>) -> usize {
    let texts = texts.id.len().saturating_add(texts.product_code.len());
    let rest = key.len().saturating_add(signed.text().len()).saturating_add(3);
    message::blocks(texts.saturating_add(rest))
}
