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
    /// Not a line of this layout: what was expected. Nothing of the line is quoted.
    Garbage(String),
}
