//! The four fields of a request, and their names on the wire.

use crate::unknown_name::UnknownName;
use core::{fmt, str::FromStr};

/// One of the four fields of a request, in the order in which they are checked.
///
/// ```
/// use store_auth::Field;
///
/// assert_eq!(Field::named(b"cid"), Some(Field::Id));
/// assert_eq!("expiry_time".parse(), Ok(Field::Expiry));
/// assert_eq!(Field::named(b"callback"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The id of a display or a company: `id` or `cid`.
    Id,
    /// The product code: `pc`.
    ProductCode,
    /// The expiry: `expiry` or `expiry_time`.
    Expiry,
    /// The signature: `signature`.
    Signature,
}

/// By which of its names a field is given.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum GivenAs {
    Name,
    OtherName,
}

impl Field {
    /// All four, in the order in which they are checked.
    pub const ALL: [Self; 4] = [Self::Id, Self::ProductCode, Self::Expiry, Self::Signature];

    /// Every name that a field has on the wire.
    pub const NAMES: [&'static str; 6] = ["id", "cid", "pc", "expiry", "expiry_time", "signature"];

    /// The field's name on the wire: `id`, `pc`, `expiry` or `signature`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        let [id, _, product_code, expiry, _, signature] = Self::NAMES;
        match self {
            Self::Id => id,
            Self::ProductCode => product_code,
            Self::Expiry => expiry,
            Self::Signature => signature,
        }
    }

    /// The field's other name on the wire, where it has one: `cid`, `expiry_time`.
    #[must_use]
    pub const fn other_name(self) -> Option<&'static str> {
        let [_, company_id, _, _, expiry_time, _] = Self::NAMES;
        match self {
            Self::Id => Some(company_id),
            Self::Expiry => Some(expiry_time),
            Self::ProductCode | Self::Signature => None,
        }
    }

    /// The field that has this name on the wire.
    #[must_use]
    pub fn named(name: &[u8]) -> Option<Self> {
        Self::given_as(name).map(|(field, _)| field)
    }

    /// The field that has this name on the wire, and which of its names that is.
    #[inline]
    pub(crate) fn given_as(name: &[u8]) -> Option<(Self, GivenAs)> {
        // Literals, for comparisons of a known length.
        match name {
            b"id" => Some((Self::Id, GivenAs::Name)),
            b"cid" => Some((Self::Id, GivenAs::OtherName)),
            b"pc" => Some((Self::ProductCode, GivenAs::Name)),
            b"expiry" => Some((Self::Expiry, GivenAs::Name)),
            b"expiry_time" => Some((Self::Expiry, GivenAs::OtherName)),
            b"signature" => Some((Self::Signature, GivenAs::Name)),
            _ => None,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Takes every name that the field has on the wire.
impl FromStr for Field {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::named(name.as_bytes()).ok_or(UnknownName::expecting(&Self::NAMES))
    }
}
