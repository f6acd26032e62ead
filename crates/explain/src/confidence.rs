//! How sure a finding is.

use crate::names::by_name;

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Confidence {
    /// The signature, or the verdict itself, proves it.
    Certain,
    /// The form of the request suggests it.
    Likely,
}

impl Confidence {
    /// Both, the surer one first.
    pub const ALL: [Self; 2] = [Self::Certain, Self::Likely];

    /// In one word: `certain` or `likely`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
        }
    }
}

by_name!(Confidence);
