//! The grammar of id and product code: visible ASCII other than `#`.
//!
//! A `#` would let bytes move between the two without changing what is hashed. Other bytes, or more of them, would
//! let published SHA-1 collisions stand before the key.

use crate::{
    ascii::Ascii,
    malformed::{Field, Malformed, Problem},
};

pub(crate) const ID_MAX: usize = 64;
pub(crate) const PRODUCT_CODE_MAX: usize = 50;

pub(crate) const ID_LENGTH: &str = "1 to 64";
pub(crate) const PRODUCT_CODE_LENGTH: &str = "1 to 50";
pub(crate) const BYTE: &str = "visible ASCII other than '#'";

pub(crate) type Id = Ascii<ID_MAX>;
pub(crate) type ProductCode = Ascii<PRODUCT_CODE_MAX>;

pub(crate) fn parse_id(text: &[u8]) -> Result<Id, Malformed> {
    parse(text).map_err(|problem| Malformed { field: Field::Id, problem })
}

pub(crate) fn parse_product_code(text: &[u8]) -> Result<ProductCode, Malformed> {
    parse(text).map_err(|problem| Malformed { field: Field::ProductCode, problem })
}

#[inline]
fn parse<const MAX: usize>(text: &[u8]) -> Result<Ascii<MAX>, Problem> {
    // The padding is a token's byte, so that all bytes can be checked at once.
    match Ascii::new(text, b'-') {
        Some(token) if !text.is_empty() => {
            // Without a way out, for vector instructions.
            let bad = token.padded().iter().fold(false, |bad, byte| bad | !is_token(*byte));
            if bad { Err(first_bad_byte(text)) } else { Ok(token) }
        }
        _ => Err(Problem::Length { found: text.len() }),
    }
}

#[cold]
fn first_bad_byte(text: &[u8]) -> Problem {
    let offset = text.iter().take_while(|byte| is_token(**byte)).count();
    Problem::Byte { offset, found: text.get(offset).copied().unwrap_or_default() }
}

#[inline]
fn is_token(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'#'
}
