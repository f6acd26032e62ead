//! The grammar of the four fields: its limits, its forms, and the words in which messages speak of them.

use crate::field::Field;

/// The most bytes of an id.
pub(crate) const ID_MAX: usize = 64;

/// The most bytes of a product code.
pub(crate) const PRODUCT_CODE_MAX: usize = 50;

/// The most bytes of an expiry: those of the Java form.
pub(crate) const EXPIRY_MAX: usize = JAVA.len();

/// A signature is exactly so many hexadecimal digits.
pub(crate) const SIGNATURE_DIGITS: usize = 40;

/// The form of an expiry as the Store documents it; `d` stands for any digit.
pub(crate) const ISO: &[u8; 24] = b"dddd-dd-ddTdd:dd:dd.dddZ";

/// The form of an expiry as the Store sends it.
pub(crate) const JAVA: &[u8; 28] = b"dddd-dd-ddTdd:dd:dd.ddd+0000";

/// Whether a byte may stand in an id or a product code: visible ASCII other than `#`.
///
/// A `#` would let bytes move between the two without changing what is hashed. Other bytes, or more of them, would
/// let published SHA-1 collisions stand before the key.
#[inline]
pub(crate) fn is_token(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'#'
}

/// How many bytes a field has.
pub(crate) fn length(field: Field) -> &'static str {
    match field {
        Field::Id => "1 to 64",
        Field::ProductCode => "1 to 50",
        Field::Expiry => "24 or 28",
        Field::Signature => "40",
    }
}

/// What belongs at an offset of a field.
pub(crate) fn byte(field: Field, offset: usize) -> &'static str {
    match field {
        Field::Id | Field::ProductCode => "visible ASCII other than '#'",
        Field::Expiry => match ISO.get(offset) {
            Some(b'd') => "a digit",
            Some(b'-') => "'-'",
            Some(b'T') => "'T'",
            Some(b':') => "':'",
            Some(b'.') => "'.'",
            _ => "the zone Z or +0000",
        },
        Field::Signature => "a lowercase hexadecimal digit",
    }
}

/// Which number belongs at an offset of an expiry.
pub(crate) fn range(offset: usize) -> &'static str {
    match offset {
        5 => "a month from 01 to 12",
        8 => "a day of that month",
        11 => "an hour from 00 to 23",
        14 => "a minute from 00 to 59",
        _ => "a second from 00 to 59",
    }
}
