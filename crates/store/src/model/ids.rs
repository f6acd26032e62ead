//! What things are known by.

use serde::{Deserialize, Serialize};
use std::{borrow::Borrow, fmt, str::FromStr, sync::Arc};
use store_auth::Field;

/// A text is not what something can be known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct IdError(&'static str);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $is_one:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let is_one: fn(&str) -> bool = $is_one;
                if is_one(text) { Ok(Self(text.into())) } else { Err(IdError($expected)) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.as_str().to_owned()
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

id!(
    /// The id of a company: a UUID in lower case.
    CompanyId,
    "a UUID in lower case, such as 1c3a55a7-d1a3-fa58-2bd8-636655473bb6",
    is_uuid
);
id!(
    /// The id of a display: any id of the scheme's grammar.
    DisplayId,
    "an id as the scheme has it: 1 to 64 bytes of letters, digits, `-`, `.`, `_` and such",
    |text| Field::Id.check(text.as_bytes()).is_ok()
);
id!(
    /// The code of a product: 40 hexadecimal digits in lower case.
    ProductCode,
    "a product code of 40 hexadecimal digits in lower case",
    |text| text.len() == 40 && text.bytes().all(is_hex)
);

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let mut parts = text.split('-');
    lengths.into_iter().all(|length| {
        parts.next().is_some_and(|part| part.len() == length && part.bytes().all(is_hex))
    }) && parts.next().is_none()
}

fn is_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

macro_rules! number {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);
    )*};
}

number!(
    /// The number that the database knows a company by. It is never given to another.
    CompanyNumber,
    /// The number that the database knows a display by. It is never given to another.
    DisplayNumber,
    /// The number that the database knows a product by. It is never given to another.
    ProductNumber
);
