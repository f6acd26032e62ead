//! Which text of the expiry a signature may cover.

use crate::unknown_name::UnknownName;
use core::{fmt, str::FromStr};

/// Which text of the expiry a signature may cover.
///
/// The Store signs the Java rendering of an instant. An App that passes the expiry through a date library sends the
/// same instant in another form, and the signature covers a text that the server must render itself.
///
/// Where the rendering is signed, every text of the same second is accepted and gives the same
/// [`Authorization`](crate::Authorization): ask that for a deny-list or a cache, never the raw text of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case")
)]
pub enum ExpiryEncoding {
    /// The text as it came.
    AsReceived,
    /// The Java rendering of its instant.
    JavaSample,
    /// The text as it came or, where they differ, the Java rendering of its instant.
    #[default]
    Either,
}

impl ExpiryEncoding {
    /// All encodings.
    pub const ALL: [Self; 3] = [Self::AsReceived, Self::JavaSample, Self::Either];

    const NAMES: [&'static str; 3] = {
        let [first, second, third] = Self::ALL;
        [first.name(), second.name(), third.name()]
    };

    /// The encoding's name: `as-received`, `java-sample` or `either`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsReceived => "as-received",
            Self::JavaSample => "java-sample",
            Self::Either => "either",
        }
    }
}

impl fmt::Display for ExpiryEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ExpiryEncoding {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let found = Self::ALL.into_iter().find(|encoding| encoding.name() == name);
        found.ok_or(UnknownName::expecting(&Self::NAMES))
    }
}
