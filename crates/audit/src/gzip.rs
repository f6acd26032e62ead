//! Members of gzip, one behind the other.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// Decompresses all members of a source, and passes over the zeros that fill up the blocks of tapes behind them.
pub(crate) struct Members<S> {
    state: State<S>,
}

enum State<S> {
    Inside(Box<GzDecoder<S>>),
    Between(S),
    Moved,
}

impl<S: BufRead> Members<S> {
    pub(crate) fn new(source: S) -> Self {
        Self { state: State::Inside(Box::new(GzDecoder::new(source))) }
    }
}

impl<S: BufRead> Read for Members<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let State::Inside(member) = &mut self.state {
                let read = member.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
            }
            let mut source = match std::mem::replace(&mut self.state, State::Moved) {
                State::Inside(member) => member.into_inner(),
                State::Between(source) => source,
                State::Moved => return Ok(0),
            };
            let found = next_byte(&mut source);
            self.state = match found? {
                None => State::Between(source),
                Some(0x1f) => State::Inside(Box::new(GzDecoder::new(source))),
                Some(_) => {
                    let problem = "expected the end or another member behind a member of gzip, found other bytes";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
                }
            };
            if let State::Between(_) = self.state {
                return Ok(0);
            }
        }
    }
}

/// The first byte that is not zero, left where it is.
fn next_byte(source: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        let bytes = source.fill_buf()?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let found = bytes.get(zeros).copied();
        source.consume(zeros);
        if found.is_some() {
            return Ok(found);
        }
    }
}
