//! How sure a finding is.

use crate::names::by_name;

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Confidence {
    /// The signature proves it, or the request or the verdict says it in so many words.
    Certain,
    /// The form of the request suggests it, or the signature proves a text that more than one mistake makes.
    Likely,
    /// Nothing proves or suggests anything: it is that no known mistake was found.
    Unknown,
}

impl Confidence {
    /// All three, the surer ones first.
    pub const ALL: [Self; 3] = [Self::Certain, Self::Likely, Self::Unknown];

    /// In one word: `certain`, `likely` or `unknown`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Unknown => "unknown",
        }
    }
}

by_name!(Confidence);
