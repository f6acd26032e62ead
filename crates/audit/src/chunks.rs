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
use store_auth_requests::{Format, LINE_MAX, Layout, LogReader, without_byte_order_mark};

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
    /// That of the lines, and where others follow of another one.
    pub(crate) layout: Arc<Layout>,
    pub(crate) later_layouts: Vec<(usize, Arc<Layout>)>,
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
            later_layouts: Vec::new(),
        }
    }
}

impl Chunk {
    /// The lines, without their line breaks, each with its layout. None stands for one that is too long.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (Option<&[u8]>, &Layout)> {
        let (mut at, mut layout, mut later) = (self.start, &*self.layout, &self.later_layouts[..]);
        let lines = std::iter::from_fn(move || {
            let rest = &self.buffer[at..self.end];
            if rest.is_empty() {
                return None;
            }
            while let [(from, next), others @ ..] = later
                && *from <= at
            {
                (layout, later) = (next, others);
            }
            let end = memchr::memchr(b'\n', rest);
            at = end.map_or(self.end, |end| at + end + 1);
            let line = &rest[..end.unwrap_or(rest.len())];
            let line = end.and_then(|_| line.strip_suffix(b"\r")).unwrap_or(line);
            Some(((line.len() <= LINE_MAX).then_some(line), layout))
        });
        lines.chain(self.is_before_too_long.then_some((None, &*self.layout)))
    }

    /// Finds where lines name other fields than those before them, and returns the last layout.
    fn find_later_layouts(&mut self, logs: &LogReader) -> Arc<Layout> {
        self.later_layouts.clear();
        let mut layout = Arc::clone(&self.layout);
        if layout.format() != Format::W3c {
            return layout;
        }
        let text = &self.buffer[self.start..self.end];
        for start in [0].into_iter().chain(memchr::memchr_iter(b'\n', text).map(|end| end + 1)) {
            let line = text[start..].split(|byte| *byte == b'\n').next().unwrap_or_default();
            if line.starts_with(b"#")
                && let Some(found) = logs.layout_behind(&layout, line)
            {
                layout = Arc::new(found);
                self.later_layouts.push((self.start + start, Arc::clone(&layout)));
            }
        }
        layout
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
            let Some(current) = &mut self.current else {
                // What was begun is ended first: where it stops, its reader says so.
                if self.control.is_stopped() {
                    return false;
                }
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
                    let header = chunk.start..chunk.start + header;
                    chunk.start = header.end;
                    let header = memchr::memchr_iter(b'\n', &chunk.buffer[header]).count();
                    chunk.first_line += header as u64;
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
            self.layout = Some(chunk.find_later_layouts(logs));
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
            let result = self.read_to(&mut chunk.buffer[..full], &mut chunk.end);
            let read = &mut chunk.buffer[searched..chunk.end];
            end_lines_at_carriage_returns(read, self.has_ended);
            let last_break = memchr::memrchr(b'\n', read);
            if let Some(at) = last_break {
                let end = searched + at + 1;
                // What ended has its last line even without a line break, unless that was cut off.
                if !self.has_ended {
                    self.tail.extend_from_slice(&chunk.buffer[end..chunk.end]);
                }
                if !self.has_ended || result.is_err() || control.is_stopped() {
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
                return self.pass_over(&mut chunk.buffer);
            }
            // The last byte may be a carriage return.
            searched = chunk.end.saturating_sub(1);
        }
        Ok(())
    }

    /// Reads until the buffer is full or the input ends.
    fn read_to(&mut self, buffer: &mut [u8], end: &mut usize) -> io::Result<()> {
        while *end < buffer.len() {
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
    fn pass_over(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        while !self.has_ended {
            let mut end = 0;
            self.read_to(&mut buffer[..CHUNK], &mut end)?;
            end_lines_at_carriage_returns(&mut buffer[..end], self.has_ended);
            if let Some(at) = memchr::memchr(b'\n', &buffer[..end]) {
                self.tail.extend_from_slice(&buffer[at + 1..end]);
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Makes a line feed of each carriage return that stands alone, as some programs end their lines.
///
/// Of one at the end, only what follows tells; unless nothing does.
fn end_lines_at_carriage_returns(text: &mut [u8], is_end: bool) {
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'\r', &text[from..]) {
        let at = from + found;
        let is_alone = text.get(at + 1).map_or(is_end, |next| *next != b'\n');
        if is_alone {
            text[at] = b'\n';
        }
        from = at + 1;
    }
}
