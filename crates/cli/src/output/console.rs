//! Errors, warnings and notes on standard error, and the colours of all output.
//!
//! Nobody may be there to read them: what can't be written is left out, for the exit code says how a command ended.

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use std::{
    fmt::Display,
    io::{self, Write},
};

/// An error on standard error.
pub(crate) fn error(message: impl Display) {
    let style = style(AnsiColor::Red);
    note(format_args!("{style}error:{style:#} {message}"));
}

/// A warning on standard error.
pub(crate) fn warn(message: impl Display) {
    let style = style(AnsiColor::Yellow);
    note(format_args!("{style}warning:{style:#} {message}"));
}

/// A line on standard error.
pub(crate) fn note(message: impl Display) {
    // As one piece: a program that is tested may write there at the same time.
    let line = format!("{message}\n");
    let _ = AutoStream::auto(io::stderr()).write_all(line.as_bytes());
}

pub(crate) fn style(color: AnsiColor) -> Style {
    color.on_default().bold()
}
