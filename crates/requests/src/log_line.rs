//! What was found in a line of a log: of several URLs and times, those that are believed.

use crate::{
    entry::Entry,
    json_paths::Scalar,
    log_time::{self, TimeReader},
    meaning::Meaning,
    request_line::{RequestLine, Value},
    request_target::without_method,
};
use chrono::{DateTime, Utc};
use std::borrow::Cow;

/// What was found in a line so far.
pub(crate) struct LogLine<'a, 't> {
    times: &'t mut TimeReader,
    has_url: bool,
    request: Option<(usize, RequestLine<'a>)>,
    has_time: bool,
    time: Option<(usize, DateTime<Utc>)>,
}

impl<'a, 't> LogLine<'a, 't> {
    pub(crate) fn new(times: &'t mut TimeReader) -> Self {
        Self { times, has_url: false, request: None, has_time: false, time: None }
    }

    /// A member that is a URL or a time.
    pub(crate) fn take_scalar(&mut self, meaning: Meaning, scalar: Scalar<'a>) {
        match meaning {
            Meaning::Time(rank) => self.take_time(rank, |times| times.read_scalar(&scalar)),
            Meaning::Url(rank) => {
                if let Value::Text(text) = scalar.into() {
                    self.take_url(rank, text);
                }
            }
            Meaning::Field(_) => {}
        }
    }

    pub(crate) fn take_time(
        &mut self,
        rank: usize,
        read: impl FnOnce(&mut TimeReader) -> Option<DateTime<Utc>>,
    ) {
        self.has_time = true;
        if self.time.is_none_or(|(before, _)| rank < before) {
            self.time = read(self.times).map(|time| (rank, time)).or(self.time);
        }
    }

    /// Of several texts the one with something of an authorization counts.
    pub(crate) fn take_url(&mut self, rank: usize, text: Cow<'a, [u8]>) {
        self.has_url = true;
        if self.request.as_ref().is_none_or(|(before, _)| rank < *before) {
            let request = RequestLine::of_target(without_method(text));
            if let Some(request) = request.filter(RequestLine::has_any_field) {
                self.request = Some((rank, request));
            }
        }
    }

    /// The line is of an access log, though its client asked for nothing.
    pub(crate) fn is_logged_without_url(&mut self) {
        self.has_url = true;
    }

    /// The line, where its request is in the URL.
    pub(crate) fn entry(mut self) -> Entry<'a> {
        match self.request.take() {
            Some((_, request)) => self.entry_of(request),
            None if self.has_url => Entry::NoAuthorization,
            None => Entry::Garbage("expected a URL, found none".to_owned()),
        }
    }

    /// The line, where it is this request.
    pub(crate) fn entry_of(self, request: RequestLine<'a>) -> Entry<'a> {
        if self.has_time && self.time.is_none() {
            return Entry::Garbage(format!("malformed time: {}", log_time::EXPECTED));
        }
        Entry::Request(request, self.time.map(|(_, time)| time))
    }
}
