//! JSON arrays, which have all their objects on one line, or one over many.

use std::io::{self, Read};

/// Reads a text that is an array of objects as one object a line, and any other text as it is.
pub(crate) struct Array<S> {
    source: S,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Nothing but white space so far.
    Start,
    /// Behind `[`.
    Opened,
    /// No array.
    Other,
    /// Behind an object.
    Behind,
    /// Before the next one.
    Between,
    /// So deep inside an object.
    Inside(u64),
    Text(u64),
    Escape(u64),
}

impl<S: Read> Array<S> {
    pub(crate) fn new(source: S) -> Self {
        Self { source, state: State::Start }
    }

    /// Reads until it is known whether the text is an array. Returns where its content starts, and how much was read.
    fn start(&mut self, buffer: &mut [u8]) -> io::Result<(usize, usize)> {
        let mut end = 0;
        loop {
            let read = self.source.read(&mut buffer[end..])?;
            for (at, byte) in buffer.iter().enumerate().skip(end).take(read) {
                self.state = match (self.state, byte) {
                    (State::Start | State::Opened, b' ' | b'\t' | b'\r' | b'\n') => continue,
                    (State::Start, b'[') => State::Opened,
                    (State::Opened, b'{' | b']') => {
                        self.state = State::Between;
                        return Ok((at, end + read));
                    }
                    _ => State::Other,
                };
            }
            end += read;
            if self.state == State::Other || read == 0 || end == buffer.len() {
                self.state = State::Other;
                return Ok((0, end));
            }
        }
    }

    /// What is written in the place of a byte, if anything.
    fn step(&mut self, byte: u8) -> Option<u8> {
        let is_space = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let (state, written) = match (self.state, byte) {
            (State::Behind, b',' | b']') => (State::Between, Some(b'\n')),
            (State::Behind, _) if is_space => (State::Between, Some(b'\n')),
            (State::Between, b',' | b'[' | b']') => (State::Between, None),
            (State::Between, _) if is_space => (State::Between, None),
            (State::Behind | State::Between, b'{') => (State::Inside(1), Some(byte)),
            (State::Behind | State::Between, _) => (State::Between, Some(byte)),
            (State::Inside(depth), b'"') => (State::Text(depth), Some(byte)),
            (State::Inside(depth), b'{') => (State::Inside(depth + 1), Some(byte)),
            (State::Inside(1), b'}') => (State::Behind, Some(byte)),
            (State::Inside(depth), b'}') => (State::Inside(depth - 1), Some(byte)),
            (State::Inside(_), _) => (self.state, (!is_space).then_some(byte)),
            (State::Text(depth), b'"') => (State::Inside(depth), Some(byte)),
            (State::Text(depth), b'\\') => (State::Escape(depth), Some(byte)),
            // No text holds a line break: as another control byte it stays malformed.
            (State::Text(depth) | State::Escape(depth), b'\r' | b'\n') => {
                (State::Text(depth), Some(b'\t'))
            }
            (State::Escape(depth), _) => (State::Text(depth), Some(byte)),
            (state, _) => (state, Some(byte)),
        };
        self.state = state;
        written
    }
}

impl<S: Read> Read for Array<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let (from, read) = match self.state {
                State::Start => self.start(buffer)?,
                _ => (0, self.source.read(buffer)?),
            };
            if read == 0 || self.state == State::Other {
                return Ok(read);
            }
            let mut written = 0;
            for at in from..read {
                if let Some(byte) = self.step(buffer[at]) {
                    buffer[written] = byte;
                    written += 1;
                }
            }
            // Nothing written is not the end.
            if written > 0 {
                return Ok(written);
            }
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
