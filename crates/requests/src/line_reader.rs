//! Reading a line by what it looks like, or as the one format that was told.

use crate::{
    combined::{self, CombinedLine},
    entry::Entry,
    form::{Form, is_plain, starts_as_url},
    format::Format,
    haproxy,
    json_paths::Scalar,
    log_line::LogLine,
    log_options::LogOptions,
    log_time::TimeReader,
    meaning::{Meaning, Names},
    nginx_escapes,
    request_line::{RequestLine, Value},
    template::{Fitting, Found, Templates},
    wrapper::{self, WRAPPERS_MAX, Wrapped},
};
use chrono::{DateTime, Utc};
use std::{borrow::Cow, sync::Arc};

/// What a line looks like, and what it says.
pub(crate) struct Look<'a> {
    /// None where it looks like nothing that tells of the lines around it.
    pub(crate) format: Option<Format>,
    pub(crate) entry: Entry<'a>,
}

impl<'a> Look<'a> {
    fn like(format: Format, entry: Entry<'a>) -> Self {
        Self { format: Some(format), entry }
    }

    fn into_owned<'b>(self) -> Look<'b> {
        Look { format: self.format, entry: self.entry.into_owned() }
    }
}

/// Reads lines that say of themselves what they are.
#[derive(Clone, Debug)]
pub(crate) struct LineReader {
    names: Arc<Names>,
    templates: Templates,
    pub(crate) times: TimeReader,
    pub(crate) reads_times: bool,
}

impl LineReader {
    pub(crate) fn new(names: Arc<Names>, options: &LogOptions) -> Self {
        let times = TimeReader::new(options.zone);
        Self { names, templates: Templates::default(), times, reads_times: !options.without_times }
    }

    /// Reads a line of a file in which most are of this format.
    pub(crate) fn read_any<'a>(&mut self, most: Format, line: &'a [u8]) -> Entry<'a> {
        self.look(line).map_or_else(|| Entry::Garbage(expected(most).to_owned()), |look| look.entry)
    }

    /// The format that a line looks like, where it does.
    pub(crate) fn format_of(&mut self, line: &[u8]) -> Option<Format> {
        self.look(line)?.format
    }

    /// Reads a line as what it looks like. None where it looks like nothing that is known.
    pub(crate) fn look<'a>(&mut self, line: &'a [u8]) -> Option<Look<'a>> {
        self.look_inside(line, WRAPPERS_MAX)
    }

    fn look_inside<'a>(&mut self, line: &'a [u8], wrappers: usize) -> Option<Look<'a>> {
        let line = line.trim_ascii();
        if line.starts_with(b"{") {
            if let Some(found) = self.look_at_fitting(line) {
                return Some(found);
            }
            let object = if line.ends_with(b"}") { line } else { of_array(line).unwrap_or(line) };
            return Some(self.look_at_object(object, wrappers));
        }
        if let Some(found) = combined::parse(line) {
            return Some(Look::like(Format::Combined, self.entry_of_access(found, true)));
        }
        if let Some(found) = self.look_behind_wrapper(line, wrappers) {
            return Some(found);
        }
        if let Some(found) = haproxy::parse(line) {
            let has_zone = self.times.has_zone();
            return Some(Look::like(Format::Combined, self.entry_of_access(found, has_zone)));
        }
        if let Some(object) = of_array(line) {
            return Some(self.look_at_object(object, wrappers));
        }
        look_at_target(line)
    }

    fn look_behind_wrapper<'a>(&mut self, line: &'a [u8], wrappers: usize) -> Option<Look<'a>> {
        let Wrapped { line, time } = wrapper::strip(line)?;
        let Look { format, entry } = self.look_inside(line, wrappers.checked_sub(1)?)?;
        Some(Look { format, entry: entry.or_at(|| self.time_of_wrapper(time)) })
    }

    fn time_of_wrapper(&mut self, time: Option<&[u8]>) -> Option<DateTime<Utc>> {
        self.times.read(time.filter(|_| self.reads_times)?)
    }

    /// A line like one before it.
    fn look_at_fitting<'a>(&mut self, line: &'a [u8]) -> Option<Look<'a>> {
        let Fitting { time, content } = self.templates.fit(line)?;
        let time = match time {
            // What is none is the parser's to tell.
            Some(time) => Some(self.times.read(time)?),
            None => None,
        };
        Some(match content {
            Found::Fields(fields) => {
                Look::like(Format::Ndjson, Entry::Request(RequestLine::of_fields(fields), time))
            }
            Found::Url(url) => {
                let mut log = LogLine::new(&mut self.times);
                log.take_url(0, Cow::Borrowed(url));
                let entry = log.entry().or_at(|| time);
                Look::like(Format::JsonLog, entry)
            }
        })
    }

    /// A request by its own fields, an access log's line, or what collectors make of either.
    fn look_at_object<'a>(&mut self, line: &'a [u8], wrappers: usize) -> Look<'a> {
        let names = Arc::clone(&self.names);
        let mut members = Vec::with_capacity(4);
        let mut inner = None;
        let mut log = LogLine::new(&mut self.times);
        let found = names.any.find(line, |meaning, value| match meaning {
            Meaning::Field(name) => members.push((name, value.into())),
            Meaning::Line => {
                if let Scalar::Text(text) = value {
                    inner.get_or_insert(text);
                }
            }
            other => log.take_scalar(other, value),
        });
        let has_others = match found {
            Ok(has_others) => {
                self.templates.learn(line, &names);
                has_others
            }
            Err(error) => {
                let unescaped = nginx_escapes::undone(line).zip(wrappers.checked_sub(1));
                return match unescaped {
                    Some((line, wrappers)) => self.look_at_object(&line, wrappers).into_owned(),
                    None => Look { format: None, entry: not_an_object(&error) },
                };
            }
        };
        let has = |name: &str| members.iter().any(|(found, _)| *found == name);
        let is_telling = members.iter().any(|(name, _)| Meaning::Field(name).is_telling());
        let is_whole = (has("id") || has("cid"))
            && has("pc")
            && (has("expiry") || has("expiry_time"))
            && has("signature");
        if is_whole || (is_telling && !log.has_request()) {
            return Look::like(Format::Ndjson, log.entry_of(RequestLine::of_members(members)));
        }
        if log.has_request() {
            return Look::like(Format::JsonLog, log.entry());
        }
        let (has_url, time) = (log.has_url(), log.time());
        let inner = inner.zip(wrappers.checked_sub(1)).and_then(|(inner, wrappers)| {
            let found = self.look_inside(inner.as_bytes(), wrappers)?;
            found.format.is_some().then(|| found.into_owned())
        });
        if let Some(Look { format, entry }) = inner {
            return Look { format, entry: entry.or_at(|| time.read) };
        }
        if has_url {
            return Look::like(Format::JsonLog, Entry::NoAuthorization);
        }
        // Logs have ids of their own, but those that are requests have nothing else.
        if !members.is_empty() && !has_others {
            let log = LogLine::at(&mut self.times, time);
            return Look::like(Format::Ndjson, log.entry_of(RequestLine::of_members(members)));
        }
        Look { format: None, entry: Entry::Garbage("expected a URL, found none".to_owned()) }
    }

    /// A line as the format that was told, behind what a collector wrote or not.
    pub(crate) fn read_told<'a>(&mut self, format: Format, line: &'a [u8]) -> Entry<'a> {
        let mut entry = self.read_as(format, line);
        let (mut rest, mut wrappers) = (line, WRAPPERS_MAX);
        while entry.is_garbage() && wrappers > 0 {
            let Some(Wrapped { line, time }) = wrapper::strip(rest) else { break };
            let found = self.read_as(format, line);
            if !found.is_garbage() {
                entry = found.or_at(|| self.time_of_wrapper(time));
            }
            (rest, wrappers) = (line, wrappers - 1);
        }
        entry
    }

    fn read_as<'a>(&mut self, format: Format, line: &'a [u8]) -> Entry<'a> {
        match format {
            Format::Combined => {
                if let Some(found) = combined::parse(line) {
                    return self.entry_of_access(found, true);
                }
                let has_zone = self.times.has_zone();
                match haproxy::parse(line) {
                    Some(found) => self.entry_of_access(found, has_zone),
                    None => Entry::Garbage(expected(format).to_owned()),
                }
            }
            // Of anything but an object, the error would quote the line.
            Format::JsonLog | Format::Ndjson if Form::of(line) == Some(Form::Json) => {
                self.read_object(format, line)
            }
            Format::Ndjson => match RequestLine::of_target(Cow::Borrowed(line)) {
                Some(request) if is_plain(line) => Entry::Request(request, None),
                _ => Entry::Garbage(expected(format).to_owned()),
            },
            // Those with a header are read by it.
            Format::JsonLog | Format::Csv | Format::W3c => {
                Entry::Garbage(expected(format).to_owned())
            }
        }
    }

    fn read_object<'a>(&mut self, format: Format, line: &'a [u8]) -> Entry<'a> {
        let names = Arc::clone(&self.names);
        let mut members = Vec::with_capacity(4);
        let mut log = LogLine::new(&mut self.times);
        let is_log = format == Format::JsonLog;
        let paths = if is_log { &names.json_log } else { &names.ndjson };
        let found = paths.find(line, |meaning, value| match meaning {
            Meaning::Field(name) => members.push((name, Value::from(value))),
            other => log.take_scalar(other, value),
        });
        match found {
            Ok(_) if is_log => log.entry(),
            Ok(_) => log.entry_of(RequestLine::of_members(members)),
            Err(error) => match nginx_escapes::undone(line) {
                Some(line) => self.read_object(format, &line).into_owned(),
                None => not_an_object(&error),
            },
        }
    }

    fn entry_of_access<'a>(&mut self, line: CombinedLine<'a>, has_zone: bool) -> Entry<'a> {
        let mut log = LogLine::new(&mut self.times);
        match line.target {
            Some(target) => log.take_target(target),
            None => log.is_logged_without_url(),
        }
        if self.reads_times && has_zone {
            log.take_time(0, false, |times| times.read(line.time));
        }
        log.entry()
    }
}

/// What is expected of a line in a file of this format.
fn expected(format: Format) -> &'static str {
    match format {
        Format::Ndjson => "expected a URL, a query string or a JSON object",
        Format::Combined => "expected a line of a combined access log",
        Format::JsonLog => "expected a JSON object",
        Format::Csv | Format::W3c => "expected values as the header names them",
    }
}

fn not_an_object<'b>(error: &serde_json::Error) -> Entry<'b> {
    Entry::Garbage(format!("expected a JSON object: {error}"))
}

/// The object in a line of an array of objects, one a line: behind `[` or before `,` or `]`.
fn of_array(line: &[u8]) -> Option<&[u8]> {
    let start = line.strip_prefix(b"[").or_else(|| line.strip_prefix(b",")).unwrap_or(line);
    let start = start.trim_ascii_start();
    let end = start.strip_suffix(b"]").unwrap_or(start).trim_ascii_end();
    let end = end.strip_suffix(b",").unwrap_or(end).trim_ascii_end();
    end.starts_with(b"{").then_some(end)
}

/// A URL or a query that stands alone.
fn look_at_target(line: &[u8]) -> Option<Look<'_>> {
    if !is_plain(line) {
        return None;
    }
    let request = RequestLine::of_target(Cow::Borrowed(line))?;
    if request.has_any_field() {
        return Some(Look::like(Format::Ndjson, Entry::Request(request, None)));
    }
    starts_as_url(line).then_some(Look { format: None, entry: Entry::NoAuthorization })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_like_one_before_it_is_read_without_a_parser() {
        let options = LogOptions::default();
        let mut reader = LineReader::new(Arc::new(Names::new(&options)), &options);
        let line = br#"{"uri":"/?id=a"}"#;
        assert!(reader.look_at_fitting(line).is_none());
        assert!(reader.look(line).is_some());
        let look = reader.look_at_fitting(br#"{"uri":"/?id=abc"}"#).unwrap();
        assert!(matches!(look.entry, Entry::Request(..)), "{:?}", look.entry);
    }
}
