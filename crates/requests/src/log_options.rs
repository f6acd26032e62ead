//! What is told of logs before they are read.

use crate::format::Format;
use chrono::FixedOffset;

/// What is told of logs before they are read: nothing, unless set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogOptions {
    /// The format of every file. Unless set, that of each is recognized by its first lines.
    pub format: Option<Format>,
    /// The member of an access log's objects, or the column of CSV, that holds the URL, such as `request.uri`.
    pub url_member: Option<String>,
    /// The member or column that holds the time of a request, such as `request.time`.
    pub time_member: Option<String>,
    /// The zone of times that are written without one. Unless set, such a time is not believed.
    pub zone: Option<FixedOffset>,
    /// Leaves the times of requests unread, so that none can be malformed.
    pub without_times: bool,
}
