//! Reading whole logs, and saying in a word what their lines are.

use std::sync::LazyLock;
use store_auth::Field;
use store_auth_requests::{Entry, Layout, LogOptions, LogReader, RequestLine};

/// The query of a request with the fields `a`, `b`, `c` and `d`.
pub(crate) const QUERY: &str = "id=a&pc=b&expiry=c&signature=d";

/// The instant of most lines, as [`said`] writes it.
pub(crate) const TIME: &str = "2016-04-26T08:00:00.000Z";

/// What was read of a line: `a b c d` for a request with these fields, `-` for each that is missing; behind an `@` its
/// time.
pub(crate) fn said(entry: &Entry<'_>) -> String {
    match entry {
        Entry::Request(request, None) => fields(request),
        Entry::Request(request, Some(time)) => {
            format!("{} @{}", fields(request), time.format("%Y-%m-%dT%H:%M:%S%.3fZ"))
        }
        Entry::NoAuthorization => "no authorization".to_owned(),
        Entry::Header => "header".to_owned(),
        Entry::Garbage(problem) => format!("garbage: {problem}"),
    }
}

/// The fields of a request between blanks.
pub(crate) fn fields(request: &RequestLine<'_>) -> String {
    let text =
        |field| request.text(field).map(|text| String::from_utf8(text.into_owned()).unwrap());
    Field::ALL.map(|field| text(field).unwrap_or_else(|| "-".to_owned())).join(" ")
}

/// The format of a log, and what is read of each line behind its header.
pub(crate) fn read_with(
    options: &LogOptions,
    log: &str,
) -> Result<(&'static str, Vec<String>), String> {
    let mut reader = LogReader::new(options);
    let (mut layout, header) = reader.recognize(log.as_bytes())?;
    let format = layout.format().name();
    let mut lines = Vec::new();
    for line in log.as_bytes()[header..].split(|byte| *byte == b'\n') {
        layout = reader.layout_behind(&layout, line).unwrap_or(layout);
        lines.push(said(&reader.read(&layout, line)));
    }
    Ok((format, lines))
}

/// The same of a log of which nothing is told.
#[track_caller]
pub(crate) fn read(log: &str) -> (&'static str, Vec<String>) {
    read_with(&LogOptions::default(), log).unwrap_or_else(|error| panic!("{log}: {error}"))
}

/// One that has read nothing.
static READER: LazyLock<LogReader> = LazyLock::new(|| LogReader::new(&LogOptions::default()));

/// What is read of a line that stands alone, whatever the lines around it are.
pub(crate) fn read_line(line: &str) -> String {
    said(&READER.clone().read(&Layout::default(), line.as_bytes()))
}

/// The same where something is told of it.
pub(crate) fn read_line_with(options: &LogOptions, line: &str) -> String {
    let mut reader = LogReader::new(options);
    let layout = match options.format {
        Some(_) => reader.recognize(line.as_bytes()).unwrap().0,
        None => Layout::default(),
    };
    said(&reader.read(&layout, line.as_bytes()))
}

/// Asserts of each line what is read of it.
#[track_caller]
pub(crate) fn assert_lines(options: &LogOptions, lines: &[(&str, &str)]) {
    for (line, expected) in lines {
        assert_eq!(read_line_with(options, line), *expected, "{line}");
    }
}
