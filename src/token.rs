//! Ids and product codes by their grammar, many bytes at once.

use crate::{
    ascii::Ascii,
    field::Field,
    grammar::{ID_MAX, PRODUCT_CODE_MAX, is_token},
    malformed::{Malformed, Problem},
};

pub(crate) type Id = Ascii<ID_MAX>;
pub(crate) type ProductCode = Ascii<PRODUCT_CODE_MAX>;

#[inline]
pub(crate) fn check_id(text: &[u8]) -> Result<(), Malformed> {
    check::<ID_MAX>(text).map_err(|problem| Malformed { field: Field::Id, problem })
}

#[inline]
pub(crate) fn check_product_code(text: &[u8]) -> Result<(), Malformed> {
    check::<PRODUCT_CODE_MAX>(text)
        .map_err(|problem| Malformed { field: Field::ProductCode, problem })
}

#[expect(
    clippy::inline_always,
    reason = "measured: the call would cost a tenth of the work around the hash"
)]
#[inline(always)]
fn check<const MAX: usize>(text: &[u8]) -> Result<(), Problem> {
    if text.is_empty() || text.len() > MAX {
        return Err(Problem::Length { found: text.len() });
    }
    // As pieces that meet or overlap, each looked at as a whole by vector instructions.
    let good = match text.len() {
        49.. => ends_are_tokens::<32>(text),
        32.. => ends_are_tokens::<16>(text) && text.get(16..).is_some_and(starts_with_tokens::<16>),
        16.. => ends_are_tokens::<16>(text),
        8.. => ends_are_tokens::<8>(text),
        4.. => ends_are_tokens::<4>(text),
        _ => text.iter().all(|byte| is_token(*byte)),
    };
    if good { Ok(()) } else { Err(first_bad_byte(text)) }
}

#[inline]
fn ends_are_tokens<const PIECE: usize>(text: &[u8]) -> bool {
    starts_with_tokens::<PIECE>(text) & text.last_chunk::<PIECE>().is_some_and(are_tokens)
}

#[inline]
fn starts_with_tokens<const PIECE: usize>(text: &[u8]) -> bool {
    text.first_chunk::<PIECE>().is_some_and(are_tokens)
}

/// Without a way out, for vector instructions.
#[inline]
fn are_tokens<const PIECE: usize>(piece: &[u8; PIECE]) -> bool {
    !piece.iter().fold(false, |bad, byte| bad | !is_token(*byte))
}

#[cold]
fn first_bad_byte(text: &[u8]) -> Problem {
    let offset = text.iter().take_while(|byte| is_token(**byte)).count();
    Problem::Byte { offset, found: text.get(offset).copied().unwrap_or_default() }
}
