//! How the lines of a file are read: each by its look, as one format that was told, or behind a header.

use crate::{csv::Columns, format::Format, meaning::Meaning, plain_row::PlainRows, w3c::Fields};

/// How the lines of one file are read. [`LogReader::recognize`](crate::LogReader::recognize) finds it out.
///
/// Unless recognized, each line by its look.
#[derive(Clone, Debug, Default)]
pub struct Layout(pub(crate) Lines);

/// What each line of a file is.
#[derive(Clone, Debug)]
pub(crate) enum Lines {
    /// What it looks like. Most are of this format.
    Any(Format),
    /// Of this format, which was told, and of no other.
    Told(Format),
    /// Values behind a header.
    Csv(Table),
    /// Values behind a line that names them.
    W3c(Fields),
}

/// What the columns of CSV are.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The line that says so, without blanks around it.
    pub(crate) header: Box<[u8]>,
    pub(crate) columns: Columns<Meaning>,
    /// How most of its rows are read, where a request is in columns of its fields.
    pub(crate) plain: Option<PlainRows>,
    /// Whether no other format may be among the lines.
    pub(crate) is_told: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Self::Any(Format::Ndjson)
    }
}

impl Layout {
    /// The format of the file, or of most of its lines.
    #[must_use]
    pub fn format(&self) -> Format {
        match &self.0 {
            Lines::Any(format) | Lines::Told(format) => *format,
            Lines::Csv(_) => Format::Csv,
            Lines::W3c(_) => Format::W3c,
        }
    }
}
