//! How the lines of a file are read: its format, told or recognized, and the columns of CSV.

use crate::{
    combined,
    csv::Columns,
    format::Format,
    meaning::{Meaning, Names},
    request_line::RequestLine,
};
use std::borrow::Cow;

/// How the lines of one file are read. [`LogReader::recognize`](crate::LogReader::recognize) finds it out.
///
/// Unless recognized, one request a line.
#[derive(Clone, Debug, Default)]
pub struct Layout(pub(crate) Lines);

/// What each line of a file is.
#[derive(Clone, Debug, Default)]
pub(crate) enum Lines {
    /// A request.
    #[default]
    Ndjson,
    /// Values: the fields of a request or, `by_url`, its URL.
    Csv { columns: Columns<Meaning>, by_url: bool },
    /// `host ident user [time] "request line" …`.
    Combined,
    /// An object with a URL in it.
    JsonLog,
}

impl Layout {
    /// The format of the file.
    #[must_use]
    pub fn format(&self) -> Format {
        match &self.0 {
            Lines::Ndjson => Format::Ndjson,
            Lines::Csv { .. } => Format::Csv,
            Lines::Combined => Format::Combined,
            Lines::JsonLog => Format::JsonLog,
        }
    }
}

impl Lines {
    /// By the first lines of a file, and how many bytes of them are a header.
    ///
    /// # Errors
    /// What was expected of the file.
    pub(crate) fn recognize(
        start: &[u8],
        format: Option<Format>,
        names: &Names,
    ) -> Result<(Self, usize), String> {
        match format {
            Some(Format::Ndjson) => Ok((Self::Ndjson, 0)),
            Some(Format::Combined) => Ok((Self::Combined, 0)),
            Some(Format::JsonLog) => Ok((Self::JsonLog, 0)),
            Some(Format::Csv) => Self::behind_header(start, names).ok_or_else(|| {
                "expected a CSV header that names id or cid, pc, expiry and signature, or a URL"
                    .to_owned()
            }),
            None => Self::behind_header(start, names)
                .or_else(|| {
                    let mut lines = start.split(|byte| *byte == b'\n');
                    lines.find_map(|line| Self::by_line(line, names)).map(|lines| (lines, 0))
                })
                .ok_or_else(|| {
                    "format not recognized: expected NDJSON, CSV with a header, a combined or a JSON access log"
                        .to_owned()
                }),
        }
    }

    /// CSV, by its header and how long that is.
    fn behind_header(start: &[u8], names: &Names) -> Option<(Self, usize)> {
        let end = memchr::memchr(b'\n', start);
        let header = &start[..end.unwrap_or(start.len())];
        let header = header.strip_suffix(b"\r").unwrap_or(header);
        let columns = Columns::of_header(header, |name| names.of_column(name));
        let by_url = !columns.known().any(Meaning::is_telling);
        let is_header = !by_url || columns.known().any(|known| matches!(known, Meaning::Url(_)));
        is_header.then_some((Self::Csv { columns, by_url }, end.map_or(start.len(), |end| end + 1)))
    }

    /// By one line. None where it tells nothing.
    pub(crate) fn by_line(line: &[u8], names: &Names) -> Option<Self> {
        let line = line.trim_ascii();
        if line.starts_with(b"{") {
            let (mut is_request, mut is_log, mut has_id) = (false, false, false);
            let found = names.ndjson.find(line, |meaning, _| {
                is_request |= meaning.is_telling();
                has_id |= matches!(meaning, Meaning::Field(_));
            });
            let is_url = |meaning| matches!(meaning, Meaning::Url(_));
            found
                .and_then(|()| names.json_log.find(line, |meaning, _| is_log |= is_url(meaning)))
                .ok()?;
            match (is_request, is_log, has_id) {
                (true, _, _) | (false, false, true) => Some(Self::Ndjson),
                (false, true, _) => Some(Self::JsonLog),
                (false, false, false) => None,
            }
        } else if combined::parse(line).is_some() {
            Some(Self::Combined)
        } else {
            let request = RequestLine::of_target(Cow::Borrowed(line))?;
            request.has_any_field().then_some(Self::Ndjson)
        }
    }
}
