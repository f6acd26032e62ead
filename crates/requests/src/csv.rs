//! Comma-separated values. Each line stands alone: a stray quote hides no line behind it.

use crate::scan;
use csv_core::{ReadRecordResult, ReaderBuilder, Terminator};
use std::borrow::Cow;

/// What separates the values of a line, by its header.
const DELIMITERS: [u8; 3] = *b",;\t";

/// What the columns of a file mean. `R` is the meaning of a column.
#[derive(Clone, Debug)]
pub(crate) struct Columns<R> {
    delimiter: u8,
    /// Whether blanks behind a delimiter are no part of the value.
    skips_blanks: bool,
    meanings: Vec<Option<R>>,
}

impl<R: Copy> Columns<R> {
    /// Reads a header: with the delimiter that makes the most columns of those that mean something.
    pub(crate) fn of_header(header: &[u8], meaning: impl Fn(&str) -> Option<R>) -> Self {
        let read = |delimiter| {
            let skips_blanks = header.windows(2).any(|pair| pair == [delimiter, b' ']);
            let meanings = values(&without_blanks(header, delimiter, skips_blanks), delimiter)
                .iter()
                .flatten()
                .map(|name| meaning(std::str::from_utf8(name).ok()?.trim()))
                .collect();
            Self { delimiter, skips_blanks, meanings }
        };
        let known = |columns: &Self| columns.known().count();
        // The first of the best.
        DELIMITERS.into_iter().rev().map(read).max_by_key(known).unwrap_or(read(b','))
    }

    /// The same columns with other meanings.
    pub(crate) fn with<S>(&self, meaning: impl Fn(R) -> Option<S>) -> Columns<S> {
        let meanings = self.meanings.iter().map(|known| meaning((*known)?)).collect();
        Columns { delimiter: self.delimiter, skips_blanks: self.skips_blanks, meanings }
    }

    /// The meanings of its columns.
    pub(crate) fn known(&self) -> impl Iterator<Item = R> {
        self.meanings.iter().flatten().copied()
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
            if let Some(Some(meaning)) = self.meanings.get(number).filter(|_| !value.is_empty()) {
                found(*meaning, value);
            }
            number += 1;
        };
        if memchr::memchr(b'"', line).is_none() {
            let mut start = 0;
            let ends = memchr::memchr_iter(self.delimiter, line).chain([line.len()]);
            for end in ends {
                let value = line.get(start..end).unwrap_or_default();
                start = end + 1;
                take(Cow::Borrowed(if self.skips_blanks { value.trim_ascii() } else { value }));
            }
        } else {
            let line = without_blanks(line, self.delimiter, self.skips_blanks);
            for value in values(&line, self.delimiter).ok_or("expected a closing quote")? {
                take(Cow::Owned(value));
            }
        }
        if number == self.meanings.len() {
            Ok(())
        } else {
            Err(format!("expected {} values, found {number}", self.meanings.len()))
        }
    }
}

/// How long each value of the last line was: most often those of the next are as long.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lengths(Vec<usize>);

impl<R: Copy> Columns<R> {
    /// Calls `found` as [`read`](Self::read) does. False where a line is another than one of as many values as the
    /// header names, without quotes: what was found is none of its values then.
    #[inline]
    pub(crate) fn read_plain<'a>(
        &self,
        line: &'a [u8],
        lengths: &mut Lengths,
        mut found: impl FnMut(R, &'a [u8]),
    ) -> bool {
        let (delimiters, has_quotes) = scan::count(line, self.delimiter, |byte| byte == b'"');
        if self.skips_blanks || has_quotes || delimiters + 1 != self.meanings.len() {
            return false;
        }
        let mut take = |meaning: &Option<R>, value: &'a [u8]| {
            if let (Some(meaning), false) = (meaning, value.is_empty()) {
                found(*meaning, value);
            }
        };
        let Some((last, inner)) = self.meanings.split_last() else { return false };
        lengths.0.resize(inner.len(), 0);
        let mut rest = line;
        for (meaning, length) in inner.iter().zip(&mut lengths.0) {
            if rest.get(*length) != Some(&self.delimiter) {
                let Some(end) = memchr::memchr(self.delimiter, rest) else { return false };
                *length = end;
            }
            take(meaning, &rest[..*length]);
            rest = &rest[*length + 1..];
        }
        // Each ended at a delimiter, and there are no more: none is in a value.
        take(last, rest);
        true
    }
}

/// A line without the blanks behind delimiters outside of quotes, where they are to be skipped.
fn without_blanks(line: &[u8], delimiter: u8, skips: bool) -> Cow<'_, [u8]> {
    if !skips {
        return Cow::Borrowed(line);
    }
    let (mut is_quoted, mut is_start) = (false, true);
    let keep = |byte: &&u8| {
        is_quoted ^= **byte == b'"';
        let is_blank = is_start && **byte == b' ';
        is_start = is_blank || (!is_quoted && **byte == delimiter);
        !is_blank
    };
    line.iter().filter(keep).copied().collect::<Vec<u8>>().into()
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

    #[test]
    fn blanks_behind_delimiters_are_skipped_where_the_header_has_them() {
        assert_eq!(read("id, time", "a, b"), Ok("iatb".to_owned()));
        assert_eq!(read("id, time", "a, \"b, c\""), Ok("iatb, c".to_owned()));
        assert_eq!(read("id,time", "a, b"), Ok("iat b".to_owned()));
    }

    #[test]
    fn plain_lines_are_read_alike_whatever_the_lines_before_them_were() {
        let columns = columns("x,id,time");
        let lines =
            ["1,a,b", "1,ab,b", "1,a,bcd", ",,", "1,a", "1,a,b,c", "1,\"a\",b", "1,ab,c", "a,b,cd"];
        for before in lines {
            for line in lines {
                let mut lengths = Lengths::default();
                columns.read_plain(before.as_bytes(), &mut lengths, |_, _| ());
                let (mut found, mut expected) = (Vec::new(), Vec::new());
                let is_plain =
                    columns.read_plain(line.as_bytes(), &mut lengths, |meaning, value| {
                        found.push((meaning, value.to_vec()));
                    });
                let read = columns.read(line.as_bytes(), |meaning, value| {
                    expected.push((meaning, value.into_owned()));
                });
                let may_be_plain = read.is_ok() && !line.contains('"');
                assert!(may_be_plain || !is_plain, "{line} behind {before}");
                // A value that was taken for two is seen in the end.
                assert!(is_plain || !may_be_plain || before != line, "{line}");
                if is_plain {
                    assert_eq!(found, expected, "{line} behind {before}");
                }
            }
        }
    }
}
