//! The code of a finding: which of the known mistakes it is.

use crate::{known_mistakes::known_mistakes, names::by_name, told_by::ToldBy, topic::Topic};

macro_rules! codes {
    ($($topic:ident, $told_by:ident, $variant:ident, $name:literal, $title:literal,
        $explanation:literal, $fix:literal;)*) => {
        /// The code of a finding. Names never change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        impl Code {
            /// All codes, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            const fn entry(self) -> Entry {
                match self {
                    $(Self::$variant => Entry {
                        topic: Topic::$topic,
                        told_by: ToldBy::$told_by,
                        name: $name,
                        title: $title,
                        explanation: $explanation,
                        fix: $fix,
                    },)*
                }
            }
        }
    };
}

known_mistakes!(codes);
by_name!(Code);

/// A line of the table.
struct Entry {
    topic: Topic,
    told_by: ToldBy,
    name: &'static str,
    title: &'static str,
    explanation: &'static str,
    fix: &'static str,
}

impl Code {
    /// The code in one word, such as `key-trailing-newline`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.entry().name
    }

    /// What the mistake is about.
    #[must_use]
    pub const fn topic(self) -> Topic {
        self.entry().topic
    }

    /// How the mistake is told.
    #[must_use]
    pub const fn told_by(self) -> ToldBy {
        self.entry().told_by
    }

    /// The mistake in half a line.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.entry().title
    }

    /// How it comes about.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        self.entry().explanation
    }

    /// What to do about it.
    #[must_use]
    pub const fn fix(self) -> &'static str {
        self.entry().fix
    }
}
