//! What a line of a log turned out to be.

use crate::request_line::RequestLine;
use chrono::{DateTime, Utc};

/// What a line of a log turned out to be.
#[derive(Debug)]
pub enum Entry<'a> {
    /// A request, and its own time where the line has one.
    Request(RequestLine<'a>, Option<DateTime<Utc>>),
    /// A line of an access log whose URL has nothing of an authorization.
    NoAuthorization,
    /// A line that says how others are read, such as the header of CSV, or a comment.
    Header,
    /// Not a line of this layout: what was expected. Nothing of the line is quoted.
    Garbage(String),
}

impl Entry<'_> {
    /// Itself, with nothing borrowed.
    pub(crate) fn into_owned<'b>(self) -> Entry<'b> {
        match self {
            Self::Request(request, time) => Entry::Request(request.into_owned(), time),
            Self::NoAuthorization => Entry::NoAuthorization,
            Self::Header => Entry::Header,
            Self::Garbage(problem) => Entry::Garbage(problem),
        }
    }

    /// Itself, at this time where it has none of its own.
    pub(crate) fn or_at(self, other: impl FnOnce() -> Option<DateTime<Utc>>) -> Self {
        match self {
            Self::Request(request, None) => Self::Request(request, other()),
            entry => entry,
        }
    }

    pub(crate) fn is_garbage(&self) -> bool {
        matches!(self, Self::Garbage(_))
    }
}
