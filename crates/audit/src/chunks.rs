//! Input in chunks of whole lines, each of which is checked by one thread.
//!
//! The threads take turns reading: whoever needs a chunk reads it, decompression included. How the input falls into
//! chunks doesn't depend on their number.

use crate::{
    control::Control,
    input::{Input, Reader},
    summary::FileSummary,
};
use std::{io, sync::Arc};
use store_auth_requests::{LINE_MAX, Layout, LogReader, without_byte_order_mark};

/// How much is read before lines are looked for: it fits a core's own cache.
const CHUNK: usize = 256 * 1024;

/// Whole lines of one file.
#[derive(Debug)]
pub(crate) struct Chunk {
    /// As long as it ever had to be.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Where it stands among all chunks, from 0.
    pub(crate) sequence: u64,
    /// The number of the file, from 0, and of the first line in it, from 1.
    pub(crate) file: usize,
    pub(crate) first_line: u64,
    /// Whether a line of more than [`LINE_MAX`] bytes was passed over behind these lines.
    pub(crate) is_before_too_long: bool,
    pub(crate) layout: Arc<Layout>,
}

impl Default for Chunk {
    fn default() -> Self {
        Self {
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            sequence: 0,
            file: 0,
            first_line: 1,
            is_before_too_long: false,
            layout: Arc::default(),
        }
    }
}

impl Chunk {
    /// The lines, without their line breaks. None stands for one that is too long.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Option<&[u8]>> {
        let mut rest = &self.buffer[self.start..self.end];
        let lines = std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let line = if let Some(end) = memchr::memchr(b'\n', rest) {
                let line = &rest[..end];
                rest = &rest[end + 1..];
                line.strip_suffix(b"\r").unwrap_or(line)
            } else {
                std::mem::take(&mut rest)
            };
            Some((line.len() <= LINE_MAX).then_some(line))
        });
        lines.chain(self.is_before_too_long.then_some(None))
    }

    fn is_empty(&self) -> bool {
        self.start == self.end && !self.is_before_too_long
    }

    fn text(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }
}

/// All inputs, one behind the other.
pub(crate) struct Source<'a> {
    inputs: &'a [Input],
    logs: &'a LogReader,
    control: &'a Arc<Control>,
    current: Option<Current>,
    sequence: u64,
    files: Vec<FileSummary>,
}

/// The input that is being read.
struct Current {
    reader: Reader,
    layout: Option<Arc<Layout>>,
    /// What was read behind the last whole line.
    tail: Vec<u8>,
    next_line: u64,
    has_ended: bool,
}

impl<'a> Source<'a> {
    pub(crate) fn new(inputs: &'a [Input], logs: &'a LogReader, control: &'a Arc<Control>) -> Self {
        Self { inputs, logs, control, current: None, sequence: 0, files: Vec::new() }
    }

    /// Reads the next chunk. False at the end, or when stopped.
    pub(crate) fn read(&mut self, chunk: &mut Chunk) -> bool {
        loop {
            if self.control.is_stopped() {
                return false;
            }
            let Some(current) = &mut self.current else {
                let Some(input) = self.inputs.get(self.files.len()) else { return false };
                self.open(input);
                continue;
            };
            let file = self.files.len() - 1;
            let result = current.read(chunk, self.logs, self.control);
            if let Some(layout) = &current.layout {
                self.files[file].format = Some(layout.format());
            }
            if let Err(problem) = result {
                // A stream that is left in the middle looks cut off.
                if !self.control.is_stopped() {
                    self.files[file].error = Some(problem);
                }
                self.current = None;
            } else if current.has_ended && chunk.is_empty() {
                self.current = None;
            }
            if !chunk.is_empty() {
                chunk.file = file;
                chunk.sequence = self.sequence;
                self.sequence += 1;
                return true;
            }
        }
    }

    fn open(&mut self, input: &Input) {
        let mut file = FileSummary::new(input);
        match input.open(self.control) {
            Ok((reader, compression)) => {
                file.compression = compression;
                self.current = Some(Current {
                    reader,
                    layout: None,
                    tail: Vec::new(),
                    next_line: 1,
                    has_ended: false,
                });
            }
            Err(error) => file.error = Some(error.to_string()),
        }
        self.files.push(file);
    }

    /// What became of each input that was reached.
    pub(crate) fn into_files(self) -> Vec<FileSummary> {
        self.files
    }
}

impl Current {
    /// Reads whole lines. On an error, the chunk holds those before it.
    fn read(
        &mut self,
        chunk: &mut Chunk,
        logs: &LogReader,
        control: &Control,
    ) -> Result<(), String> {
        let mut result = self.fill(chunk, control).map_err(|error| error.to_string());
        chunk.first_line = self.next_line;
        let text = chunk.text();
        let mut lines = memchr::memchr_iter(b'\n', text).count();
        lines += usize::from(text.last().is_some_and(|last| *last != b'\n'));
        if self.layout.is_none() && !text.is_empty() {
            if self.next_line == 1 {
                chunk.start += text.len() - without_byte_order_mark(text).len();
            }
            match logs.recognize(chunk.text()) {
                Ok((layout, header)) => {
                    self.layout = Some(Arc::new(layout));
                    if header > 0 {
                        chunk.start += header;
                        chunk.first_line += 1;
                    }
                }
                Err(problem) => {
                    chunk.end = chunk.start;
                    chunk.is_before_too_long = false;
                    result = Err(problem);
                }
            }
        }
        if let Some(layout) = &self.layout {
            chunk.layout = Arc::clone(layout);
        }
        self.next_line += lines as u64 + u64::from(chunk.is_before_too_long);
        result
    }

    /// Fills the chunk with what was left over and what is read, up to the last whole line.
    fn fill(&mut self, chunk: &mut Chunk, control: &Control) -> io::Result<()> {
        chunk.start = 0;
        chunk.end = self.tail.len();
        chunk.is_before_too_long = false;
        if chunk.buffer.len() < chunk.end {
            // It was left over from a larger one.
            chunk.buffer.resize(chunk.end, 0);
        }
        chunk.buffer[..chunk.end].copy_from_slice(&self.tail);
        self.tail.clear();
        let mut searched = 0;
        while !self.has_ended {
            let full = chunk.end + CHUNK;
            if chunk.buffer.len() < full {
                chunk.buffer.resize(full, 0);
            }
            let result = self.read_to(&mut chunk.buffer[..full], &mut chunk.end, control);
            let last_break = memchr::memrchr(b'\n', &chunk.buffer[searched..chunk.end]);
            if let Some(at) = last_break {
                let end = searched + at + 1;
                // What ended has its last line even without a line break, unless that was cut off.
                if !self.has_ended || result.is_err() || control.is_stopped() {
                    self.tail.extend_from_slice(&chunk.buffer[end..chunk.end]);
                    chunk.end = end;
                }
                return result;
            }
            if result.is_err() || control.is_stopped() {
                chunk.end = 0;
                return result;
            }
            if chunk.end > LINE_MAX + 1 {
                chunk.end = 0;
                chunk.is_before_too_long = true;
                return self.pass_over(&mut chunk.buffer, control);
            }
            searched = chunk.end;
        }
        Ok(())
    }

    /// Reads until the buffer is full or the input ends.
    fn read_to(&mut self, buffer: &mut [u8], end: &mut usize, control: &Control) -> io::Result<()> {
        while *end < buffer.len() && !control.is_stopped() {
            match self.reader.read(&mut buffer[*end..]) {
                Ok(0) => {
                    self.has_ended = true;
                    return Ok(());
                }
                Ok(read) => *end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.has_ended = true;
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Reads to the end of a line that is too long, keeping nothing of it.
    fn pass_over(&mut self, buffer: &mut [u8], control: &Control) -> io::Result<()> {
        while !self.has_ended && !control.is_stopped() {
            let mut end = 0;
            self.read_to(&mut buffer[..CHUNK], &mut end, control)?;
            if let Some(at) = memchr::memchr(b'\n', &buffer[..end]) {
                self.tail.extend_from_slice(&buffer[at + 1..end]);
                return Ok(());
            }
        }
        Ok(())
    }
}
