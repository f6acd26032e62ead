//! How the lines of a file are read: its format, and where in a line the URL and the time stand.

use crate::{
    combined,
    csv::Columns,
    json::{Paths, Scalar},
    request_line::{RequestLine, Value, field_names},
    time::{self, Clock},
};
use chrono::{DateTime, Utc};
use std::borrow::Cow;

/// How requests are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// One request a line as [`RequestLine`] reads it: a JSON object of its fields, a URL or a query string.
    Ndjson,
    /// Comma-separated values behind a header that names the fields, or a column of URLs.
    Csv,
    /// An access log of nginx or Apache, common or combined.
    Combined,
    /// An access log of JSON objects, such as those of Caddy, Traefik, nginx and Google Cloud.
    JsonLog,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Ndjson, Self::Csv, Self::Combined, Self::JsonLog];

    /// The format's name: `ndjson`, `csv`, `combined` or `json-log`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Combined => "combined",
            Self::JsonLog => "json-log",
        }
    }
}

/// What an access log says of a request, be it one with an authorization or not.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LoggedRequest<'a> {
    /// The URL, the request target, or the query alone, unescaped.
    pub url: Cow<'a, [u8]>,
    /// When the request was made, where the line says so.
    pub time: Option<DateTime<Utc>>,
}

impl<'a> LoggedRequest<'a> {
    /// Finds the request in a line of an access log: common, combined or a JSON object.
    ///
    /// None where the line is none of these. A JSON object of an authorization's own fields is none.
    ///
    /// ```
    /// use store_auth_audit::LoggedRequest;
    ///
    /// let line = br#"::1 - - [26/Apr/2016:08:00:00 +0000] "GET /feed?id=XU4XHT8XQDWK HTTP/1.1" 401 12"#;
    /// let request = LoggedRequest::find(line).unwrap();
    /// assert_eq!(&*request.url, b"/feed?id=XU4XHT8XQDWK");
    /// assert_eq!(request.time.unwrap().timestamp(), 1_461_657_600);
    /// ```
    #[must_use]
    pub fn find(line: &'a [u8]) -> Option<Self> {
        let reading = Reading::new(None, None, None, true);
        let line = line.trim_ascii();
        let mut clock = Clock::default();
        match reading.layout_of(line)? {
            Layout::Combined => {
                let entry = combined::parse(line)?;
                Some(Self { url: entry.target?, time: clock.read(entry.time) })
            }
            Layout::JsonLog => reading.find_in_object(line, &mut clock),
            Layout::Ndjson | Layout::Csv { .. } => None,
        }
    }
}

/// Members of JSON objects and columns of CSV that hold a whole URL, a request target or a request line, or only the
/// query, in the order in which they are believed.
const URLS: [&str; 15] = [
    "request_uri",
    "uri",
    "url",
    "request.uri",
    "request.url",
    "httpRequest.requestUrl",
    "RequestPath",
    "url.original",
    "request",
    "path",
    "args",
    "query",
    "query_string",
    "url.query",
    "cs-uri-query",
];

/// Members and columns that hold the time of a request, in the order in which they are believed.
const TIMES: [&str; 10] = [
    "time",
    "timestamp",
    "ts",
    "@timestamp",
    "time_iso8601",
    "time_local",
    "msec",
    "StartUTC",
    "start_time",
    "datetime",
];

/// What a member of an object or a column of a file means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meaning {
    Field(&'static str),
    /// By its place among those that are looked for: the lowest is believed.
    Url(usize),
    Time(usize),
}

/// How to read files: what was told of them, and the names that are looked for.
#[derive(Debug)]
pub(crate) struct Reading {
    format: Option<Format>,
    names: Vec<(Box<str>, Meaning)>,
    ndjson: Paths<Meaning>,
    json_log: Paths<Meaning>,
    reads_times: bool,
}

/// How to read one file.
#[derive(Clone, Debug)]
pub(crate) enum Layout {
    Ndjson,
    Csv { columns: Columns<Meaning>, by_url: bool },
    Combined,
    JsonLog,
}

/// What a line turned out to be.
#[derive(Debug)]
pub(crate) enum Entry<'a> {
    /// A request, and its own time.
    Request(RequestLine<'a>, Option<DateTime<Utc>>),
    /// A line of an access log whose URL has nothing of an authorization.
    NoAuthorization,
    /// Not a line of this format: what was expected.
    Garbage(String),
}

impl Layout {
    pub(crate) fn format(&self) -> Format {
        match self {
            Self::Ndjson => Format::Ndjson,
            Self::Csv { .. } => Format::Csv,
            Self::Combined => Format::Combined,
            Self::JsonLog => Format::JsonLog,
        }
    }
}

impl Reading {
    /// Files of one format, or of any; the members or columns that are told, or the usual ones.
    pub(crate) fn new(
        format: Option<Format>,
        url_member: Option<&str>,
        time_member: Option<&str>,
        reads_times: bool,
    ) -> Self {
        let urls = url_member.map_or(URLS.to_vec(), |name| vec![name]);
        let times = time_member.map_or(TIMES.to_vec(), |name| vec![name]);
        let named = |names: Vec<&str>, meaning: fn(usize) -> Meaning| -> Vec<(Box<str>, Meaning)> {
            let ranked = names.into_iter().enumerate();
            ranked.map(|(rank, name)| (name.into(), meaning(rank))).collect()
        };
        let fields = field_names().map(|name| (name.into(), Meaning::Field(name))).collect();
        let urls = named(urls, Meaning::Url);
        let times = if reads_times { named(times, Meaning::Time) } else { Vec::new() };
        Self {
            format,
            ndjson: Paths::new([&fields, &times].into_iter().flatten().cloned()),
            json_log: Paths::new([&urls, &times].into_iter().flatten().cloned()),
            names: [fields, urls, times].concat(),
            reads_times,
        }
    }

    /// The layout of a file by its first lines, and how many bytes of them are a header.
    ///
    /// # Errors
    /// What was expected of the file.
    pub(crate) fn recognize(&self, start: &[u8]) -> Result<(Layout, usize), String> {
        match self.format {
            Some(Format::Ndjson) => Ok((Layout::Ndjson, 0)),
            Some(Format::Combined) => Ok((Layout::Combined, 0)),
            Some(Format::JsonLog) => Ok((Layout::JsonLog, 0)),
            Some(Format::Csv) => self.csv(start).ok_or_else(|| {
                "expected a CSV header that names id or cid, pc, expiry and signature, or a URL"
                    .to_owned()
            }),
            None => self
                .csv(start)
                .or_else(|| {
                    let mut lines = start.split(|byte| *byte == b'\n');
                    lines.find_map(|line| self.layout_of(line)).map(|layout| (layout, 0))
                })
                .ok_or_else(|| {
                    "format not recognized: expected NDJSON, CSV with a header, a combined or a JSON access log"
                        .to_owned()
                }),
        }
    }

    /// The layout and length of a CSV header.
    fn csv(&self, start: &[u8]) -> Option<(Layout, usize)> {
        let end = memchr::memchr(b'\n', start);
        let header = &start[..end.unwrap_or(start.len())];
        let columns = Columns::of_header(header.strip_suffix(b"\r").unwrap_or(header), |name| {
            self.names.iter().find(|(known, _)| **known == *name).map(|(_, meaning)| *meaning)
        });
        let by_url = !columns.known().any(is_telling);
        let is_header = !by_url || columns.known().any(|known| matches!(known, Meaning::Url(_)));
        is_header
            .then_some((Layout::Csv { columns, by_url }, end.map_or(start.len(), |end| end + 1)))
    }

    fn layout_of(&self, line: &[u8]) -> Option<Layout> {
        let line = line.trim_ascii();
        if line.starts_with(b"{") {
            let (mut is_request, mut is_log, mut has_id) = (false, false, false);
            let found = self.ndjson.find(line, |meaning, _| {
                is_request |= is_telling(meaning);
                has_id |= matches!(meaning, Meaning::Field(_));
            });
            let is_url = |meaning| matches!(meaning, Meaning::Url(_));
            found
                .and_then(|()| self.json_log.find(line, |meaning, _| is_log |= is_url(meaning)))
                .ok()?;
            match (is_request, is_log, has_id) {
                (true, _, _) | (false, false, true) => Some(Layout::Ndjson),
                (false, true, _) => Some(Layout::JsonLog),
                (false, false, false) => None,
            }
        } else if combined::parse(line).is_some() {
            Some(Layout::Combined)
        } else {
            let request = RequestLine::parse_url_or_query(Cow::Borrowed(line))?;
            request.has_any_field().then_some(Layout::Ndjson)
        }
    }

    /// Reads a line.
    pub(crate) fn read<'a>(&self, layout: &Layout, line: &'a [u8], clock: &mut Clock) -> Entry<'a> {
        match layout {
            Layout::Ndjson => self.read_ndjson(line, clock),
            Layout::Csv { columns, by_url } => Self::read_csv(columns, *by_url, line, clock),
            Layout::Combined => self.read_combined(line, clock),
            Layout::JsonLog => self.read_json_log(line, clock),
        }
    }

    fn read_json_log<'a>(&self, line: &'a [u8], clock: &mut Clock) -> Entry<'a> {
        // Of anything but an object, the error would quote the line.
        if !line.trim_ascii_start().starts_with(b"{") {
            return Entry::Garbage("expected a JSON object".to_owned());
        }
        let mut log = LogLine::new(clock);
        match self.json_log.find(line, |meaning, value| log.take_scalar(meaning, value)) {
            Ok(()) => log.entry(),
            Err(error) => Entry::Garbage(format!("expected a JSON object: {error}")),
        }
    }

    /// The first URL with something of an authorization, or else the first of all.
    fn find_in_object<'a>(&self, line: &'a [u8], clock: &mut Clock) -> Option<LoggedRequest<'a>> {
        let mut urls: Vec<(bool, usize, Cow<'a, [u8]>)> = Vec::new();
        let mut time: Option<(usize, DateTime<Utc>)> = None;
        let found = self.json_log.find(line, |meaning, value| match meaning {
            Meaning::Url(rank) => {
                if let Value::Text(text) = value.into() {
                    let url = without_method(text);
                    let request = RequestLine::parse_url_or_query(Cow::Borrowed(&url));
                    let has_field = request.is_some_and(|request| request.has_any_field());
                    urls.push((!has_field, rank, url));
                }
            }
            Meaning::Time(rank) => {
                if time.is_none_or(|(before, _)| rank < before)
                    && let Some(read) = clock.read_scalar(&value)
                {
                    time = Some((rank, read));
                }
            }
            Meaning::Field(_) => {}
        });
        found.ok()?;
        let (_, _, url) = urls.into_iter().min_by_key(|(has_none, rank, _)| (*has_none, *rank))?;
        Some(LoggedRequest { url, time: time.map(|(_, time)| time) })
    }

    fn read_ndjson<'a>(&self, line: &'a [u8], clock: &mut Clock) -> Entry<'a> {
        if !line.trim_ascii_start().starts_with(b"{") {
            return match RequestLine::parse(line) {
                Ok(request) => Entry::Request(request, None),
                Err(problem) => Entry::Garbage(problem),
            };
        }
        let mut members = Vec::with_capacity(4);
        let mut log = LogLine::new(clock);
        let found = self.ndjson.find(line, |meaning, value| match meaning {
            Meaning::Field(name) => members.push((name, value.into())),
            other => log.take_scalar(other, value),
        });
        match found {
            Ok(()) => log.entry_of(RequestLine::from_members(members)),
            Err(error) => Entry::Garbage(format!("expected a JSON object: {error}")),
        }
    }

    fn read_csv<'a>(
        columns: &Columns<Meaning>,
        by_url: bool,
        line: &'a [u8],
        clock: &mut Clock,
    ) -> Entry<'a> {
        let mut members = Vec::with_capacity(4);
        let mut log = LogLine::new(clock);
        let read = columns.read(line, |meaning, value| match meaning {
            Meaning::Field(name) => members.push((name, Value::Text(value))),
            Meaning::Time(rank) => log.take_time(rank, |clock| clock.read(&value)),
            Meaning::Url(rank) => log.take_url(rank, value),
        });
        match read {
            Err(problem) => Entry::Garbage(problem),
            Ok(()) if by_url => log.entry(),
            Ok(()) => log.entry_of(RequestLine::from_members(members)),
        }
    }

    fn read_combined<'a>(&self, line: &'a [u8], clock: &mut Clock) -> Entry<'a> {
        let Some(entry) = combined::parse(line) else {
            return Entry::Garbage("expected a line of a combined access log".to_owned());
        };
        let mut log = LogLine::new(clock);
        log.has_url = true;
        if let Some(target) = entry.target {
            log.take_url(0, target);
        }
        if self.reads_times {
            log.take_time(0, |clock| clock.read(entry.time));
        }
        log.entry()
    }
}

/// Whether this is of a request and of nothing else: logs have ids of their own.
fn is_telling(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Field(name) if name != "id" && name != "cid")
}

/// What was found in a line of a log so far.
struct LogLine<'a, 'c> {
    clock: &'c mut Clock,
    has_url: bool,
    request: Option<(usize, RequestLine<'a>)>,
    has_time: bool,
    time: Option<(usize, DateTime<Utc>)>,
}

impl<'a, 'c> LogLine<'a, 'c> {
    fn new(clock: &'c mut Clock) -> Self {
        Self { clock, has_url: false, request: None, has_time: false, time: None }
    }

    fn take_scalar(&mut self, meaning: Meaning, scalar: Scalar<'a>) {
        match meaning {
            Meaning::Time(rank) => self.take_time(rank, |clock| clock.read_scalar(&scalar)),
            Meaning::Url(rank) => {
                if let Value::Text(text) = scalar.into() {
                    self.take_url(rank, text);
                }
            }
            Meaning::Field(_) => {}
        }
    }

    fn take_time(&mut self, rank: usize, read: impl FnOnce(&mut Clock) -> Option<DateTime<Utc>>) {
        self.has_time = true;
        if self.time.is_none_or(|(before, _)| rank < before)
            && let Some(time) = read(self.clock)
        {
            self.time = Some((rank, time));
        }
    }

    /// Of several texts the one with something of an authorization counts.
    fn take_url(&mut self, rank: usize, text: Cow<'a, [u8]>) {
        self.has_url = true;
        if self.request.as_ref().is_none_or(|(before, _)| rank < *before)
            && let Some(request) = RequestLine::parse_url_or_query(without_method(text))
            && request.has_any_field()
        {
            self.request = Some((rank, request));
        }
    }

    /// A line of an access log.
    fn entry(mut self) -> Entry<'a> {
        match self.request.take() {
            Some((_, request)) => self.entry_of(request),
            None if self.has_url => Entry::NoAuthorization,
            None => Entry::Garbage("expected a URL, found none".to_owned()),
        }
    }

    fn entry_of(self, request: RequestLine<'a>) -> Entry<'a> {
        if self.has_time && self.time.is_none() {
            return Entry::Garbage(format!("malformed time: {}", time::EXPECTED));
        }
        Entry::Request(request, self.time.map(|(_, time)| time))
    }
}

/// The target alone, where a text is a whole request line.
fn without_method(text: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(combined::target(text).unwrap_or(text)),
        Cow::Owned(text) => match combined::target(&text) {
            Some(target) => Cow::Owned(target.to_vec()),
            None => Cow::Owned(text),
        },
    }
}
