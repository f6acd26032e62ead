//! Errors and warnings on standard error, and the colours of all output.

use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use std::fmt::Display;

/// An error on standard error.
pub(crate) fn error(message: impl Display) {
    let style = style(AnsiColor::Red);
    eprintln!("{style}error:{style:#} {message}");
}

/// A warning on standard error.
pub(crate) fn warn(message: impl Display) {
    let style = style(AnsiColor::Yellow);
    eprintln!("{style}warning:{style:#} {message}");
}

pub(crate) fn style(color: AnsiColor) -> Style {
    color.on_default().bold()
}
