//! The grammar of id and product code: visible ASCII other than `#`.
//!
//! A `#` would let bytes move between the two without changing what is hashed. Other bytes, or more of them, would
//! let published SHA-1 collisions stand before the key.

use crate::malformed::{Field, Malformed, Problem};

pub(crate) const ID_MAX: usize = 64;
pub(crate) const PRODUCT_CODE_MAX: usize = 50;

pub(crate) const ID_LENGTH: &str = "1 to 64";
pub(crate) const PRODUCT_CODE_LENGTH: &str = "1 to 50";
pub(crate) const BYTE: &str = "visible ASCII other than '#'";

pub(crate) fn check_id(text: &[u8]) -> Result<(), Malformed> {
    check(Field::Id, text, ID_MAX)
}

pub(crate) fn check_product_code(text: &[u8]) -> Result<(), Malformed> {
    check(Field::ProductCode, text, PRODUCT_CODE_MAX)
}

fn check(field: Field, text: &[u8], max: usize) -> Result<(), Malformed> {
    let problem = if text.is_empty() || text.len() > max {
        Problem::Length { found: text.len() }
    } else if let Some(offset) = text.iter().position(|byte| !is_token(*byte)) {
        let found = text.get(offset).copied().unwrap_or_default();
        Problem::Byte { offset, found }
    } else {
        return Ok(());
    };
    Err(Malformed { field, problem })
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'#'
}
