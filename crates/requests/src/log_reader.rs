//! Reading the lines of logs, each by the layout of its file.

use crate::{
    byte_order_mark::without_byte_order_mark,
    combined,
    csv::Columns,
    entry::Entry,
    form::Form,
    format::Format,
    layout::{Layout, Lines},
    log_line::LogLine,
    log_options::LogOptions,
    log_time::TimeReader,
    meaning::{Meaning, Names},
    request_line::{RequestLine, Value},
};
use std::sync::Arc;

/// Reads the lines of logs. A clone is cheap: one for each thread.
///
/// ```
/// use store_auth_requests::{Entry, LogOptions, LogReader};
///
/// let log = b"time;url\n2016-04-26T08:00:00Z;/feed?id=XU4XHT8XQDWK\n";
/// let mut reader = LogReader::new(&LogOptions::default());
/// let (layout, header) = reader.recognize(log)?;
/// assert_eq!((layout.format().name(), header), ("csv", 9));
/// let Entry::Request(request, time) = reader.read(&layout, log[header..].trim_ascii_end()) else {
///     panic!("expected a request");
/// };
/// assert_eq!(time.unwrap().timestamp(), 1_461_657_600);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug)]
pub struct LogReader {
    format: Option<Format>,
    names: Arc<Names>,
    times: TimeReader,
    without_times: bool,
}

impl LogReader {
    /// A reader of logs of which this is told.
    #[must_use]
    pub fn new(options: &LogOptions) -> Self {
        Self {
            format: options.format,
            names: Arc::new(Names::new(options)),
            times: TimeReader::default(),
            without_times: options.without_times,
        }
    }

    /// The layout of a file by its first lines, and how many bytes of them are a header, with the byte order mark
    /// before it.
    ///
    /// # Errors
    /// What was expected of the file.
    pub fn recognize(&self, start: &[u8]) -> Result<(Layout, usize), String> {
        let text = without_byte_order_mark(start);
        let (lines, header) = Lines::recognize(text, self.format, &self.names)?;
        // Before a first line that is no header, `read` passes over it.
        let mark = if header > 0 { start.len() - text.len() } else { 0 };
        Ok((Layout(lines), mark + header))
    }

    /// Reads a line, without its line break. A byte order mark before it is passed over: files may have been joined.
    pub fn read<'a>(&mut self, layout: &Layout, line: &'a [u8]) -> Entry<'a> {
        let line = without_byte_order_mark(line);
        match &layout.0 {
            Lines::Ndjson => self.read_ndjson(line),
            Lines::Csv { columns, by_url } => self.read_csv(columns, *by_url, line),
            Lines::Combined => self.read_combined(line),
            Lines::JsonLog => self.read_json_log(line),
        }
    }

    fn read_ndjson<'a>(&mut self, line: &'a [u8]) -> Entry<'a> {
        if Form::of(line) != Some(Form::Json) {
            return match RequestLine::parse(line) {
                Ok(request) => Entry::Request(request, None),
                Err(problem) => Entry::Garbage(problem),
            };
        }
        let mut members = Vec::with_capacity(4);
        let mut log = LogLine::new(&mut self.times);
        let found = self.names.ndjson.find(line, |meaning, value| match meaning {
            Meaning::Field(name) => members.push((name, value.into())),
            other => log.take_scalar(other, value),
        });
        match found {
            Ok(()) => log.entry_of(RequestLine::of_members(members)),
            Err(error) => Entry::Garbage(format!("expected a JSON object: {error}")),
        }
    }

    fn read_csv<'a>(
        &mut self,
        columns: &Columns<Meaning>,
        by_url: bool,
        line: &'a [u8],
    ) -> Entry<'a> {
        let mut members = Vec::with_capacity(4);
        let mut log = LogLine::new(&mut self.times);
        let read = columns.read(line, |meaning, value| match meaning {
            Meaning::Field(name) => members.push((name, Value::Text(value))),
            Meaning::Time(rank) => log.take_time(rank, |times| times.read(&value)),
            Meaning::Url(rank) => log.take_url(rank, value),
        });
        match read {
            Err(problem) => Entry::Garbage(problem),
            Ok(()) if by_url => log.entry(),
            Ok(()) => log.entry_of(RequestLine::of_members(members)),
        }
    }

    fn read_combined<'a>(&mut self, line: &'a [u8]) -> Entry<'a> {
        let Some(entry) = combined::parse(line) else {
            return Entry::Garbage("expected a line of a combined access log".to_owned());
        };
        let mut log = LogLine::new(&mut self.times);
        match entry.target {
            Some(target) => log.take_url(0, target),
            None => log.is_logged_without_url(),
        }
        if !self.without_times {
            log.take_time(0, |times| times.read(entry.time));
        }
        log.entry()
    }

    fn read_json_log<'a>(&mut self, line: &'a [u8]) -> Entry<'a> {
        // Of anything but an object, the error would quote the line.
        if Form::of(line) != Some(Form::Json) {
            return Entry::Garbage("expected a JSON object".to_owned());
        }
        let mut log = LogLine::new(&mut self.times);
        match self.names.json_log.find(line, |meaning, value| log.take_scalar(meaning, value)) {
            Ok(()) => log.entry(),
            Err(error) => Entry::Garbage(format!("expected a JSON object: {error}")),
        }
    }
}
