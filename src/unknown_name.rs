//! What is said of a name that is none of those that are known.

use core::fmt;

/// A text that is none of the names that a type has.
///
/// ```
/// use store_auth::ExpiryEncoding;
///
/// let error = "java".parse::<ExpiryEncoding>().unwrap_err();
/// assert_eq!(error.to_string(), "expected one of as-received, java-sample, either");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownName {
    expected: &'static [&'static str],
}

impl UnknownName {
    /// For a type with these names.
    #[must_use]
    pub const fn expecting(names: &'static [&'static str]) -> Self {
        Self { expected: names }
    }

    /// The names that there are.
    #[must_use]
    pub const fn expected(&self) -> &'static [&'static str] {
        self.expected
    }
}

impl core::error::Error for UnknownName {}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, name) in self.expected.iter().enumerate() {
            f.write_str(if place == 0 { "expected one of " } else { ", " })?;
            f.write_str(name)?;
        }
        Ok(())
    }
}
