//! Verdicts and fields as numbers.

use store_auth::{Denied, Field};

/// What came of a request, as a number that never changes.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The Store authorized it.
    Authorized = 0,
    /// A field does not have the form that the scheme asks for.
    Malformed = 1,
    /// The expiry, with the leeway, is past.
    Expired = 2,
    /// No accepted server key makes this signature for these fields.
    SignatureMismatch = 3,
    /// The Store authorized it, for a product that this server does not serve.
    ProductNotAllowed = 4,
    /// The Store authorized it, for longer than this server accepts.
    LifetimeTooLong = 5,
}

impl Code {
    /// All codes, each at the place of its number.
    pub const ALL: [Self; 6] = [
        Self::Authorized,
        Self::Malformed,
        Self::Expired,
        Self::SignatureMismatch,
        Self::ProductNotAllowed,
        Self::LifetimeTooLong,
    ];

    /// The code that has this number.
    #[must_use]
    pub fn numbered(number: u32) -> Option<Self> {
        let place = usize::try_from(number).ok()?;
        Self::ALL.get(place).copied()
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// `authorized`, or the core's [code](Denied::code) of the denial.
    ///
    /// ```
    /// assert_eq!(store_auth_flat::Code::Expired.name(), "expired");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        let [malformed, expired, mismatch, product, lifetime] = Denied::CODES;
        match self {
            Self::Authorized => "authorized",
            Self::Malformed => malformed,
            Self::Expired => expired,
            Self::SignatureMismatch => mismatch,
            Self::ProductNotAllowed => product,
            Self::LifetimeTooLong => lifetime,
        }
    }
}

/// The field of this number, which is its place among [`Field::ALL`], from 1. 0 stands for none.
pub(crate) fn field_numbered(number: u32) -> Option<Field> {
    let place = usize::try_from(number).ok()?.checked_sub(1)?;
    Field::ALL.get(place).copied()
}

pub(crate) const fn field_number(field: Field) -> u32 {
    match field {
        Field::Id => 1,
        Field::ProductCode => 2,
        Field::Expiry => 3,
        Field::Signature => 4,
    }
}

/// The name on the wire of the field that has this number; `None` for 0 and whatever is no number of a field.
///
/// ```
/// use store_auth_flat::field_name;
///
/// assert_eq!([0, 1, 2, 3, 4].map(field_name), [None, Some("id"), Some("pc"), Some("expiry"), Some("signature")]);
/// ```
#[must_use]
pub fn field_name(number: u32) -> Option<&'static str> {
    field_numbered(number).map(Field::name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_core_has_a_number_and_no_other_has() {
        let [authorized, denied @ ..] = Code::ALL;
        assert_eq!(authorized.name(), "authorized");
        assert_eq!(denied.map(Code::name), Denied::CODES);
        for (number, code) in (0..).zip(Code::ALL) {
            assert_eq!((code.number(), Code::numbered(number)), (number, Some(code)));
        }
        assert_eq!([6, u32::MAX].map(Code::numbered), [None; 2]);
    }

    #[test]
    fn every_field_has_a_number_and_no_other_number_is_one() {
        for field in Field::ALL {
            assert_eq!(field_numbered(field_number(field)), Some(field));
        }
        assert_eq!([0, 5, u32::MAX].map(field_numbered), [None; 3]);
    }
}
