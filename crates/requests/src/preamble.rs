//! The lines that say how others are read: headers of CSV, directives of W3C, and what may stand before them.

use crate::{
    csv::Columns,
    layout::Table,
    meaning::{Meaning, Names},
    plain_row::PlainRows,
    w3c::Fields,
};
use store_auth::Field;

/// A header is longer than no line of this many bytes.
const HEADER_MAX: usize = 4096;

/// Whether a line of a file with columns is a comment, or tells spreadsheets the delimiter.
pub(crate) fn is_comment(line: &[u8]) -> bool {
    let starts_with = |start: &[u8]| {
        line.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    line.starts_with(b"#") || (starts_with(b"sep=") && line.len() <= b"sep=;".len())
}

impl Table {
    /// Whether a line says how others are read: the header again, where files were joined, or a comment.
    pub(crate) fn is_header(&self, line: &[u8]) -> bool {
        is_comment(line) || line.trim_ascii() == &*self.header
    }
}

/// The line as a header of CSV.
pub(crate) fn csv_header(line: &[u8], names: &Names, is_told: bool) -> Option<Table> {
    let line = line.trim_ascii();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b" _-.@$()/:,;\t\"".contains(byte);
    if line.is_empty() || line.len() > HEADER_MAX || !line.iter().all(is_name) {
        return None;
    }
    let columns = Columns::of_header(line, |name| names.of_column(name));
    // Without one of them, of which a cut header may have had more, each row would be denied for want of it.
    let is_named = |field| columns.known().any(|known| known.field() == Some(field));
    let by_url = !Field::ALL.into_iter().all(is_named);
    let is_header = !by_url || columns.known().any(|known| matches!(known, Meaning::Url(_)));
    let plain = (!by_url).then(|| PlainRows::new(&columns));
    is_header.then(|| Table { header: line.into(), columns, plain, is_told })
}

/// The line as the one that names W3C's fields.
pub(crate) fn w3c_fields(line: &[u8], names: &Names) -> Option<Fields> {
    Fields::of_directive(line.trim_ascii(), names.url.as_deref())
}
