//! What stands around a key in a file that should hold the key alone.

use core::{fmt, str::FromStr};
use store_auth::UnknownName;

/// What a file holds besides the key. A server that hashes the whole file computes other signatures than the Store.
///
/// ```
/// use store_auth_key_file::Flaw;
///
/// assert_eq!(Flaw::Crlf.name(), "key-crlf");
/// assert_eq!("key-crlf".parse(), Ok(Flaw::Crlf));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flaw {
    /// A newline behind the key, as editors and `echo` leave it.
    TrailingNewline,
    /// A carriage return behind the key, as editors of Windows leave it.
    Crlf,
    /// The byte order mark of UTF-8 before the key.
    ByteOrderMark,
    /// Two bytes for each letter.
    Utf16,
    /// Quotes around the key.
    Quotes,
    /// Spaces or tabs around the key.
    Spaces,
    /// `0x` before a key of hexadecimal digits.
    Prefix,
    /// A line such as `SERVER_KEY=…`, as files of variables have it.
    Line,
}

impl Flaw {
    /// All flaws.
    pub const ALL: [Self; 8] = [
        Self::TrailingNewline,
        Self::Crlf,
        Self::ByteOrderMark,
        Self::Utf16,
        Self::Quotes,
        Self::Spaces,
        Self::Prefix,
        Self::Line,
    ];

    const NAMES: [&'static str; 8] = {
        let [newline, crlf, mark, wide, quotes, spaces, prefix, line] = Self::ALL;
        [
            newline.name(),
            crlf.name(),
            mark.name(),
            wide.name(),
            quotes.name(),
            spaces.name(),
            prefix.name(),
            line.name(),
        ]
    };

    /// The flaw's name, such as `key-trailing-newline`: that of the mistake that an explanation finds in a signature
    /// made with such a file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TrailingNewline => "key-trailing-newline",
            Self::Crlf => "key-crlf",
            Self::ByteOrderMark => "key-byte-order-mark",
            Self::Utf16 => "key-utf-16",
            Self::Quotes => "key-quotes",
            Self::Spaces => "key-spaces",
            Self::Prefix => "key-prefix",
            Self::Line => "key-whole-line",
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Flaw {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let found = Self::ALL.into_iter().find(|flaw| flaw.name() == name);
        found.ok_or(UnknownName::expecting(&Self::NAMES))
    }
}
