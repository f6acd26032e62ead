//! Texts for a shell.

/// As a shell takes it.
pub(crate) fn quoted(text: &str) -> String {
    // What cannot be quoted, a NUL, is in no argument.
    shlex::try_quote(text).map_or_else(|_| text.to_owned(), Into::into)
}
