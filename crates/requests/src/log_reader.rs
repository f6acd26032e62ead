//! Reading the lines of logs, each by the layout of its file.

use crate::{
    byte_order_mark::without_byte_order_mark,
    csv::Lengths,
    entry::Entry,
    format::Format,
    layout::{Layout, Lines, Table},
    line_reader::LineReader,
    log_line::LogLine,
    log_options::LogOptions,
    log_time,
    meaning::{Meaning, Names},
    preamble,
    request_line::{RequestLine, Value},
    w3c::Fields,
};
use std::sync::Arc;

/// Behind so many lines no header is looked for any more, nor are more needed to tell what most of a file are.
const LINES_LOOKED_AT: usize = 100;

/// Of one file behind another, the headers are alike.
const HEADERS_LOOKED_AT: usize = 8;

const NOT_RECOGNIZED: &str = "format not recognized: expected NDJSON, CSV with a header, W3C with #Fields, \
     a combined, HAProxy or JSON access log, or the name of the member or column that holds the URL";

/// Reads the lines of logs. A clone is cheap: one for each thread.
///
/// Where no format was told, each line is read as what it looks like, whatever stands around it: a line that is no
/// request is garbage by itself. Lines may stand behind what CRI, syslog, Docker, Compose and Kubernetes write before
/// them.
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
    lines: LineReader,
    lengths: Lengths,
}

impl LogReader {
    /// A reader of logs of which this is told.
    #[must_use]
    pub fn new(options: &LogOptions) -> Self {
        let names = Arc::new(Names::new(options));
        let lines = LineReader::new(Arc::clone(&names), options);
        Self { format: options.format, names, lines, lengths: Lengths::default() }
    }

    /// The layout of a file by its first lines, and how many bytes of them are a header, with the byte order mark
    /// before it.
    ///
    /// # Errors
    /// What was expected of the file.
    pub fn recognize(&self, start: &[u8]) -> Result<(Layout, usize), String> {
        let text = without_byte_order_mark(start);
        let found = match self.format {
            Some(Format::Csv) => self.table(text, true).ok_or_else(|| {
                "expected a CSV header that names id or cid, pc, expiry and signature, or a URL"
                    .to_owned()
            })?,
            Some(Format::W3c) => self.fields(text).ok_or_else(|| {
                "expected a line #Fields that names cs-uri-query, or the URL".to_owned()
            })?,
            Some(format) => (Lines::Told(format), 0),
            None => self
                .fields(text)
                .or_else(|| self.table(text, false))
                .or_else(|| Some((Lines::Any(self.most_common(text)?), 0)))
                .ok_or_else(|| NOT_RECOGNIZED.to_owned())?,
        };
        // Before a first line that is no header, `read` passes over it.
        let mark = if found.1 > 0 { start.len() - text.len() } else { 0 };
        Ok((Layout(found.0), mark + found.1))
    }

    /// The layout behind a line of W3C's that names other fields than those before; None for any other line.
    #[must_use]
    pub fn layout_behind(&self, layout: &Layout, line: &[u8]) -> Option<Layout> {
        let Lines::W3c(before) = &layout.0 else { return None };
        let fields = preamble::w3c_fields(line, &self.names)?;
        (fields != *before).then_some(Layout(Lines::W3c(fields)))
    }

    /// Reads a line, without its line break. A byte order mark before it is passed over: files may have been joined.
    pub fn read<'a>(&mut self, layout: &Layout, line: &'a [u8]) -> Entry<'a> {
        let line = without_byte_order_mark(line);
        match &layout.0 {
            Lines::Any(most) => self.lines.read_any(*most, line),
            Lines::Told(format) => self.lines.read_told(*format, line),
            Lines::Csv(table) => self.read_csv(table, line),
            Lines::W3c(fields) => self.read_w3c(fields, line),
        }
    }

    /// The header that the most lines fit, and of such the one with the most columns that mean something; unless more
    /// lines are something else.
    fn table(&self, start: &[u8], is_told: bool) -> Option<(Lines, usize)> {
        let mut reader = self.clone();
        let mut tables: Vec<(Table, usize)> = Vec::new();
        let (mut offset, mut is_first) = (0, true);
        for line in start.split(|byte| *byte == b'\n').take(LINES_LOOKED_AT) {
            let end = (offset + line.len() + 1).min(start.len());
            let line = without_byte_order_mark(line);
            let header = preamble::csv_header(line, &self.names, is_told);
            let is_new =
                |table: &Table| tables.iter().all(|(known, _)| known.header != table.header);
            let is_header = header.is_some();
            let has_room = tables.len() < HEADERS_LOOKED_AT;
            if let Some(table) = header.filter(is_new).filter(|_| has_room) {
                tables.push((table, if is_first { end } else { 0 }));
            }
            is_first &= !is_header && preamble::is_comment(line.trim_ascii());
            offset = end;
        }
        let mut fitting = |table: &Table| {
            let is_row = |line: &&[u8]| {
                matches!(reader.read_row(table, line), Entry::Request(..) | Entry::NoAuthorization)
            };
            first_lines(start).filter(is_row).count()
        };
        let ranked = tables.into_iter().rev().map(|(table, header)| {
            ((fitting(&table), table.columns.known().count()), table, header)
        });
        let ((rows, _), table, header) = ranked.max_by_key(|(rank, ..)| *rank)?;
        let mut is_other = |line: &&[u8]| {
            reader.lines.format_of(line).is_some()
                && matches!(reader.read_row(&table, line), Entry::Garbage(_))
        };
        let others = first_lines(start).filter(|line| is_other(line)).count();
        (is_told || rows >= others).then_some((Lines::Csv(table), header))
    }

    fn fields(&self, start: &[u8]) -> Option<(Lines, usize)> {
        let fields = first_lines(start).find_map(|line| preamble::w3c_fields(line, &self.names))?;
        Some((Lines::W3c(fields), 0))
    }

    /// The format that the most of the first lines look like.
    fn most_common(&self, start: &[u8]) -> Option<Format> {
        let mut reader = self.lines.clone();
        let looks = lines(start).filter_map(|line| reader.format_of(line)).take(LINES_LOOKED_AT);
        let mut counts = Format::ALL.map(|format| (format, 0));
        looks.for_each(|look| {
            counts
                .iter_mut()
                .filter(|(format, _)| *format == look)
                .for_each(|(_, count)| *count += 1);
        });
        // The first of the most frequent.
        let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        most.filter(|(_, count)| *count > 0).map(|(format, _)| format)
    }

    fn read_csv<'a>(&mut self, table: &Table, line: &'a [u8]) -> Entry<'a> {
        if let Some(entry) = self.read_plain_row(table, line) {
            return entry;
        }
        // An object has quotes.
        if table.is_told || memchr::memchr(b'"', line).is_none() {
            let entry = self.read_row(table, line);
            if table.is_told || !entry.is_garbage() {
                return entry;
            }
        }
        // Several programs may write to one file: what a line says of itself counts more than a header far above.
        match self.lines.look(line) {
            Some(found) if !found.entry.is_garbage() => found.entry,
            _ => self.read_row(table, line),
        }
    }

    /// As [`read_row`](Self::read_row), which reads what this leaves.
    #[inline]
    fn read_plain_row<'a>(&mut self, table: &Table, line: &'a [u8]) -> Option<Entry<'a>> {
        let rows = table.plain.as_ref().filter(|_| !table.is_header(line))?;
        rows.read(line, &mut self.lengths, &mut self.lines.times)
    }

    fn read_row<'a>(&mut self, table: &Table, line: &'a [u8]) -> Entry<'a> {
        if table.is_header(line) {
            return Entry::Header;
        }
        let mut members = Vec::with_capacity(4);
        let mut log = LogLine::new(&mut self.lines.times);
        let read = table.columns.read(line, |meaning, value| match meaning {
            Meaning::Field(name) => members.push((name, Value::Text(value))),
            Meaning::Time(rank) => {
                log.take_time(rank, log_time::is_number(&value), |times| times.read(&value));
            }
            Meaning::Url(rank) => log.take_url(rank, value),
            Meaning::Line => {}
        });
        match read {
            Err(problem) => Entry::Garbage(problem),
            Ok(()) if table.plain.is_none() => log.entry(),
            Ok(()) => log.entry_of(RequestLine::of_members(members)),
        }
    }

    fn read_w3c<'a>(&mut self, fields: &Fields, line: &'a [u8]) -> Entry<'a> {
        if line.starts_with(b"#") {
            return Entry::Header;
        }
        let values = match fields.read(line) {
            Ok(values) => values,
            Err(problem) => {
                let found = self.format.is_none().then(|| self.lines.look(line)).flatten();
                let found = found.map(|found| found.entry).filter(|entry| !entry.is_garbage());
                return found.unwrap_or(Entry::Garbage(problem));
            }
        };
        let reads_times = self.lines.reads_times;
        let mut log = LogLine::new(&mut self.lines.times);
        match values.url {
            Some(url) => log.take_url(0, url),
            None => log.is_logged_without_url(),
        }
        if reads_times && fields.has_time() {
            let time = values.time.unwrap_or_default();
            log.take_time(0, false, |times| times.read(time.as_bytes()));
        }
        log.entry()
    }
}

/// Each without a byte order mark: files may have been joined.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').map(without_byte_order_mark)
}

fn first_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    lines(text).take(LINES_LOOKED_AT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_rows_are_read_as_plain_ones() {
        let mut reader = LogReader::new(&LogOptions::default());
        let (layout, _) = reader.recognize(b"id,pc,expiry,signature\n").unwrap();
        let Lines::Csv(table) = &layout.0 else { panic!("{layout:?}") };
        assert!(reader.read_plain_row(table, b"a,b,c,d").is_some());
        assert!(reader.read_plain_row(table, b"a,\"b\",c,d").is_none());
    }
}
