//! JSON arrays, which have all their objects on one line, or one over many.

use crate::objects::Objects;
use std::io::{self, Read};

/// How much of an array is read at once.
const BLOCK: usize = 64 * 1024;

/// Reads a text that is an array of objects as one object a line, and any other text as it is.
pub(crate) struct Array<S> {
    source: S,
    state: State,
}

enum State {
    /// Nothing but white space so far.
    Start,
    /// Behind `[`.
    Opened,
    /// No array.
    Other,
    Array(Lines),
}

/// Those of an array, and what of them is not read yet.
struct Lines {
    objects: Objects,
    block: Vec<u8>,
    /// What they are, whole or not, from `start` on.
    text: Vec<u8>,
    start: usize,
}

impl<S: Read> Array<S> {
    pub(crate) fn new(source: S) -> Self {
        Self { source, state: State::Start }
    }

    /// Reads until it is known whether the text is an array. Returns how much of it was read, if it is none.
    fn start(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut end = 0;
        loop {
            let read = self.source.read(&mut buffer[end..])?;
            for (at, byte) in buffer.iter().enumerate().skip(end).take(read) {
                self.state = match (&self.state, byte) {
                    (State::Start | State::Opened, b' ' | b'\t' | b'\r' | b'\n') => continue,
                    (State::Start, b'[') => State::Opened,
                    (State::Opened, b'{' | b']') => {
                        let mut lines = Lines::new();
                        lines.objects.read(&buffer[at..end + read], &mut lines.text);
                        self.state = State::Array(lines);
                        return Ok(0);
                    }
                    _ => State::Other,
                };
            }
            end += read;
            if matches!(self.state, State::Other) || read == 0 || end == buffer.len() {
                self.state = State::Other;
                return Ok(end);
            }
        }
    }
}

impl Lines {
    fn new() -> Self {
        Self { objects: Objects::new(), block: vec![0; BLOCK], text: Vec::new(), start: 0 }
    }

    fn read(&mut self, source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
        // No line from what was read is not the end.
        while self.start == self.text.len() {
            self.text.clear();
            self.start = 0;
            let read = source.read(&mut self.block)?;
            if read == 0 {
                return Ok(0);
            }
            self.objects.read(&self.block[..read], &mut self.text);
        }
        let read = (&self.text[self.start..]).read(buffer)?;
        self.start += read;
        Ok(read)
    }
}

impl<S: Read> Read for Array<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let State::Start | State::Opened = self.state {
            let read = self.start(buffer)?;
            if let State::Other = self.state {
                return Ok(read);
            }
        }
        match &mut self.state {
            State::Array(lines) => lines.read(&mut self.source, buffer),
            _ => self.source.read(buffer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[track_caller]
    fn assert_read(text: &str, expected: &str) {
        // However it comes, once it is known what it is.
        for block in [4, 7, 1000] {
            let mut array = Array::new(BufReader::with_capacity(block, text.as_bytes()));
            let (mut found, mut buffer) = (Vec::new(), vec![0; block]);
            while let read @ 1.. = array.read(&mut buffer).unwrap() {
                found.extend_from_slice(&buffer[..read]);
            }
            assert_eq!(String::from_utf8(found).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn each_object_of_an_array_is_a_line() {
        let expected = "{\"a\":1}\n{\"b\":{\"c\":\"] }, {\\\"\"}}\n";
        for text in [
            "[{\"a\":1},{\"b\":{\"c\":\"] }, {\\\"\"}}]",
            "[ {\"a\":1},\n {\"b\":{\"c\":\"] }, {\\\"\"}} ]\n",
            "[\n{\n\t\"a\": 1\r\n},\n{\"b\": {\"c\":\"] }, {\\\"\"}\n}\n]\n",
        ] {
            assert_read(text, expected);
        }
        assert_read("[{\"a\":\"x\ny\"}]", "{\"a\":\"x\ty\"}\n");
        assert_read("[]\n", "");
        assert_read("[\n{}\n{}\n", "{}\n{}\n");
    }

    #[test]
    fn any_other_text_stays_as_it_is() {
        for text in ["", " ", "{\"a\": 1}\n{}\n", "[pod/x] {\"a\": 1}\n", "a,b\n", "[1, 2]"] {
            assert_read(text, text);
        }
    }
}
