//! What was found in a line of a log: of several URLs and times, those that are believed.

use crate::{
    entry::Entry,
    form::{is_plain, starts_as_url},
    json_paths::Scalar,
    log_time::{self, TimeReader},
    meaning::Meaning,
    request_line::{RequestLine, Value},
    request_target::without_method,
};
use chrono::{DateTime, Utc};
use std::borrow::Cow;

/// There are fewer names of times.
const NUMBERS: usize = 100;

/// What was found of a line's time.
#[derive(Clone, Copy)]
pub(crate) struct Time {
    /// Whether the line has any.
    is_said: bool,
    pub(crate) read: Option<DateTime<Utc>>,
}

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

    /// What is known of the time already.
    pub(crate) fn at(times: &'t mut TimeReader, time: Time) -> Self {
        Self { has_time: time.is_said, time: time.read.map(|time| (0, time)), ..Self::new(times) }
    }

    /// What was found of the time.
    pub(crate) fn time(&self) -> Time {
        Time { is_said: self.has_time, read: self.time.map(|(_, time)| time) }
    }

    /// A member that is a URL or a time.
    pub(crate) fn take_scalar(&mut self, meaning: Meaning, scalar: Scalar<'a>) {
        match meaning {
            Meaning::Time(rank) => {
                let is_number = match &scalar {
                    Scalar::Text(text) => log_time::is_number(text.as_bytes()),
                    _ => true,
                };
                self.take_time(rank, is_number, |times| times.read_scalar(&scalar));
            }
            Meaning::Url(rank) => {
                if let Value::Text(text) = scalar.into() {
                    self.take_url(rank, text);
                }
            }
            Meaning::Field(_) | Meaning::Line => {}
        }
    }

    /// A number is believed behind all dates: it may be a duration as well.
    pub(crate) fn take_time(
        &mut self,
        rank: usize,
        is_number: bool,
        read: impl FnOnce(&mut TimeReader) -> Option<DateTime<Utc>>,
    ) {
        let rank = if is_number { rank + NUMBERS } else { rank };
        self.has_time = true;
        if self.time.is_none_or(|(before, _)| rank < before) {
            self.time = read(self.times).map(|time| (rank, time)).or(self.time);
        }
    }

    /// The target of a request line, which is one whatever is in it.
    pub(crate) fn take_target(&mut self, target: Cow<'a, [u8]>) {
        self.has_url = true;
        self.request = RequestLine::of_target(target)
            .filter(RequestLine::has_any_field)
            .map(|request| (0, request));
    }

    /// Of several texts the one with something of an authorization counts.
    pub(crate) fn take_url(&mut self, rank: usize, text: Cow<'a, [u8]>) {
        self.has_url = true;
        if self.request.as_ref().is_none_or(|(before, _)| rank < *before) {
            let target = without_method(text);
            if !is_plain(&target) && !starts_as_url(&target) {
                return;
            }
            let request = RequestLine::of_target(target);
            if let Some(request) = request.filter(RequestLine::has_any_field) {
                self.request = Some((rank, request));
            }
        }
    }

    /// The line is of an access log, though its client asked for nothing.
    pub(crate) fn is_logged_without_url(&mut self) {
        self.has_url = true;
    }

    /// Whether a URL with something of an authorization was found.
    pub(crate) fn has_request(&self) -> bool {
        self.request.is_some()
    }

    /// Whether the line is of an access log.
    pub(crate) fn has_url(&self) -> bool {
        self.has_url
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
