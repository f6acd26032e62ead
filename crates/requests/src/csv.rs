//! Comma-separated values. Each line stands alone: a stray quote hides no line behind it.

use csv_core::{ReadRecordResult, ReaderBuilder, Terminator};
use std::borrow::Cow;

/// What separates the values of a line, by its header.
const DELIMITERS: [u8; 3] = *b",;\t";

/// What the columns of a file mean. `R` is the meaning of a column.
#[derive(Clone, Debug)]
pub(crate) struct Columns<R> {
    delimiter: u8,
    columns: Vec<Option<R>>,
}

impl<R: Copy> Columns<R> {
    /// Reads a header: with the delimiter that makes the most columns of those that mean something.
    pub(crate) fn of_header(header: &[u8], meaning: impl Fn(&str) -> Option<R>) -> Self {
        let read = |delimiter| {
            let columns = values(header, delimiter)
                .iter()
                .flatten()
                .map(|name| meaning(std::str::from_utf8(name).ok()?.trim()))
                .collect();
            Self { delimiter, columns }
        };
        let known = |columns: &Self| columns.known().count();
        // The first of the best.
        DELIMITERS.into_iter().rev().map(read).max_by_key(known).unwrap_or(read(b','))
    }

    /// The meanings of its columns.
    pub(crate) fn known(&self) -> impl Iterator<Item = R> {
        self.columns.iter().flatten().copied()
    }

    /// Calls `found` with each value of a line that means something and is not empty.
    ///
    /// # Errors
    /// Where the number of values is not that of the header, or a quote is not closed.
    pub(crate) fn read<'a>(
        &self,
        line: &'a [u8],
        mut found: impl FnMut(R, Cow<'a, [u8]>),
    ) -> Result<(), String> {
        let mut number = 0;
        let mut take = |value: Cow<'a, [u8]>| {
            if let Some(Some(meaning)) = self.columns.get(number).filter(|_| !value.is_empty()) {
                found(*meaning, value);
            }
            number += 1;
        };
        if memchr::memchr(b'"', line).is_none() {
            for value in line.split(|byte| *byte == self.delimiter) {
                take(Cow::Borrowed(value));
            }
        } else {
            for value in values(line, self.delimiter).ok_or("expected a closing quote")? {
                take(Cow::Owned(value));
            }
        }
        if number == self.columns.len() {
            Ok(())
        } else {
            Err(format!("expected {} values, found {number}", self.columns.len()))
        }
    }
}

/// The values of a line, unquoted. None where a quote is not closed.
fn values(line: &[u8], delimiter: u8) -> Option<Vec<Vec<u8>>> {
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build();
    // No value is longer than the line, and there is at most one more than there are delimiters.
    let mut text = vec![0; line.len() + 1];
    let mut ends = vec![0; line.len() + 2];
    let (_, _, written, count) = reader.read_record(line, &mut text, &mut ends);
    // Inside a quote a line break is part of the value; outside it ends the record.
    let (result, _, _, more) = reader.read_record(b"\n", &mut text[written..], &mut ends[count..]);
    if result != ReadRecordResult::Record {
        return None;
    }
    let mut start = 0;
    let value = |end: &usize| text[std::mem::replace(&mut start, *end)..*end].to_vec();
    Some(ends[..count + more].iter().map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Columns<char> {
        Columns::of_header(header.as_bytes(), |name| match name {
            "id" => Some('i'),
            "time" => Some('t'),
            _ => None,
        })
    }

    fn read(header: &str, line: &str) -> Result<String, String> {
        let mut found = String::new();
        columns(header).read(line.as_bytes(), |meaning, value| {
            found.push(meaning);
            found.push_str(std::str::from_utf8(&value).unwrap());
        })?;
        Ok(found)
    }

    #[test]
    fn values_are_those_of_their_columns() {
        assert_eq!(read("id,x,time", "a,b,c"), Ok("iatc".to_owned()));
        assert_eq!(read("time;id", "a;b,c"), Ok("taib,c".to_owned()));
        assert_eq!(read("x\ttime\tid", "a\tb\tc"), Ok("tbic".to_owned()));
    }

    #[test]
    fn quotes_are_undone_in_header_and_lines() {
        assert_eq!(read(r#""id","time""#, r#""a,""b""",c"#), Ok(r#"ia,"b"tc"#.to_owned()));
        assert_eq!(read("id,x,time", r#"a,"","b""#), Ok("iatb".to_owned()));
    }

    #[test]
    fn an_empty_value_is_none() {
        assert_eq!(read("id,time", ",b"), Ok("tb".to_owned()));
    }

    #[test]
    fn a_line_of_another_number_of_values_is_told() {
        for line in ["a", "a,b,c", ""] {
            let found = line.split(',').count();
            assert_eq!(read("id,time", line), Err(format!("expected 2 values, found {found}")));
        }
        assert_eq!(read("id,time", "\"a"), Err("expected a closing quote".to_owned()));
        assert_eq!(read("id,time", "\"a\nb\",c\"").map(drop), Ok(()));
    }

    #[test]
    fn a_header_without_any_known_column_knows_none() {
        assert_eq!(columns("a,b").known().count(), 0);
        assert_eq!(columns("").known().count(), 0);
    }
}
