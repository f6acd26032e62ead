//! The request in one line of an access log, whatever log that is of.

use crate::{
    byte_order_mark::without_byte_order_mark,
    combined, haproxy,
    log_options::LogOptions,
    log_time::TimeReader,
    meaning::{Meaning, Names},
    request_line::{RequestLine, Value},
    request_target::without_method,
    wrapper::{self, WRAPPERS_MAX, Wrapped},
};
use chrono::{DateTime, Utc};
use std::{borrow::Cow, fmt, sync::LazyLock};
use store_auth::Redacted;

/// What an access log says of a request, be it one with an authorization or not.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct LoggedRequest<'a> {
    /// The URL, the request target, or the query alone, unescaped.
    pub url: Cow<'a, [u8]>,
    /// When the request was made, where the line says so.
    pub time: Option<DateTime<Utc>>,
}

static USUAL_NAMES: LazyLock<Names> = LazyLock::new(|| Names::new(&LogOptions::default()));

impl<'a> LoggedRequest<'a> {
    /// Finds the request in a line of an access log: common, combined or a JSON object.
    ///
    /// None where the line is none of these. A JSON object of an authorization's own fields is none.
    ///
    /// ```
    /// use store_auth_requests::LoggedRequest;
    ///
    /// let line = br#"::1 - - [26/Apr/2016:08:00:00 +0000] "GET /feed?id=XU4XHT8XQDWK HTTP/1.1" 401 12"#;
    /// let request = LoggedRequest::find(line).unwrap();
    /// assert_eq!(&*request.url, b"/feed?id=XU4XHT8XQDWK");
    /// assert_eq!(request.time.unwrap().timestamp(), 1_461_657_600);
    /// ```
    #[must_use]
    pub fn find(line: &'a [u8]) -> Option<Self> {
        Self::find_inside(without_byte_order_mark(line).trim_ascii(), WRAPPERS_MAX)
    }

    fn find_inside(line: &'a [u8], wrappers: usize) -> Option<Self> {
        let mut times = TimeReader::default();
        if line.starts_with(b"{") {
            return if is_request(line)? { None } else { Self::find_in_object(line, &mut times) };
        }
        if let Some(entry) = combined::parse(line) {
            return Some(Self { url: entry.target?, time: times.read(entry.time) });
        }
        let wrapped = wrapper::strip(line).zip(wrappers.checked_sub(1));
        let found = wrapped.and_then(|(Wrapped { line, time }, wrappers)| {
            let found = Self::find_inside(line.trim_ascii(), wrappers)?;
            let time = found.time.or_else(|| times.read(time?));
            Some(Self { time, ..found })
        });
        if found.is_some() {
            return found;
        }
        // Its time has no zone.
        let entry = haproxy::parse(line)?;
        Some(Self { url: entry.target?, time: None })
    }

    /// The first URL with something of an authorization, or else the first of all.
    fn find_in_object(line: &'a [u8], times: &mut TimeReader) -> Option<Self> {
        let mut urls: Vec<(bool, usize, Cow<'a, [u8]>)> = Vec::new();
        let mut time: Option<(usize, DateTime<Utc>)> = None;
        let found = USUAL_NAMES.json_log.find(line, |meaning, value| match meaning {
            Meaning::Url(rank) => {
                if let Value::Text(text) = value.into() {
                    let url = without_method(text);
                    let request = RequestLine::of_target(Cow::Borrowed(&url));
                    let has_field = request.is_some_and(|request| request.has_any_field());
                    urls.push((!has_field, rank, url));
                }
            }
            Meaning::Time(rank) => {
                if time.is_none_or(|(before, _)| rank < before) {
                    time = times.read_scalar(&value).map(|read| (rank, read)).or(time);
                }
            }
            Meaning::Field(_) | Meaning::Line => {}
        });
        found.ok()?;
        let (_, _, url) = urls.into_iter().min_by_key(|(has_none, rank, _)| (*has_none, *rank))?;
        Some(Self { url, time: time.map(|(_, time)| time) })
    }
}

/// Whether an object has fields of a request itself, and not only an id, as logs have. None where it is no object.
fn is_request(object: &[u8]) -> Option<bool> {
    let mut is_telling = false;
    let found = USUAL_NAMES.any.find(object, |meaning, _| is_telling |= meaning.is_telling());
    found.ok().map(|_| is_telling)
}

impl fmt::Debug for LoggedRequest<'_> {
    /// With what may be a signature masked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoggedRequest")
            .field("url", &Redacted::new(&self.url))
            .field("time", &self.time)
            .finish()
    }
}
