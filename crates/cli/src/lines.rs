//! Lines of any length, in constant memory.

use std::io::{self, BufRead, Read};
use store_auth_requests::LINE_MAX;

/// What [`read_line`] found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line, without its line break, is in the buffer.
    Whole,
    /// A line of more than [`LINE_MAX`] bytes was passed over.
    TooLong,
    /// There are no more lines.
    End,
}

/// Reads the next line into `buffer`. A line ends with `\n`, `\r\n` or the input.
pub(crate) fn read_line(reader: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<Line> {
    buffer.clear();
    // The limit leaves room for the line break.
    let limit = LINE_MAX as u64 + 2;
    if reader.by_ref().take(limit).read_until(b'\n', buffer)? == 0 {
        return Ok(Line::End);
    }
    if buffer.pop_if(|last| *last == b'\n').is_some() {
        buffer.pop_if(|last| *last == b'\r');
    } else if buffer.len() > LINE_MAX {
        reader.skip_until(b'\n')?;
    }
    Ok(if buffer.len() > LINE_MAX { Line::TooLong } else { Line::Whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<Option<String>> {
        let mut reader = io::BufReader::with_capacity(7, text);
        let mut buffer = Vec::new();
        let mut lines = Vec::new();
        loop {
            match read_line(&mut reader, &mut buffer).unwrap() {
                Line::End => return lines,
                Line::Whole => lines.push(Some(String::from_utf8_lossy(&buffer).into_owned())),
                Line::TooLong => lines.push(None),
            }
        }
    }

    #[test]
    fn lines_end_with_a_line_break_or_the_input() {
        let text = |line: &str| Some(line.to_owned());
        assert_eq!(lines(b""), []);
        assert_eq!(lines(b"a"), [text("a")]);
        assert_eq!(lines(b"a\n"), [text("a")]);
        assert_eq!(lines(b"a\r\n\nb\rc\r"), [text("a"), text(""), text("b\rc\r")]);
    }

    #[test]
    fn a_line_of_the_longest_length_is_whole_and_a_longer_one_is_passed_over() {
        let long = "x".repeat(LINE_MAX);
        for end in ["\n", "\r\n", ""] {
            assert_eq!(lines(format!("{long}{end}").as_bytes()), [Some(long.clone())]);
        }
        for more in ["x", "xx", "x\r", "xxx", &long] {
            let text = format!("{long}{more}\nnext\n");
            assert_eq!(lines(text.as_bytes()), [None, Some("next".to_owned())], "{}", more.len());
        }
    }
}
