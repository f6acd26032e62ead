//! What is read: files, pipes and standard input, plain or compressed.

use crate::{array::Array, control::Control, gzip::Members, zstd::Frames};
use bzip2::bufread::MultiBzDecoder;
use lzma_rust2::XzReader;
use std::{
    fmt,
    fs::{self, File},
    io::{self, BufReader, Cursor, Read},
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

/// Where requests are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file or named pipe.
    File(PathBuf),
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// How an input is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Compression {
    /// One or several members of gzip.
    Gzip,
    /// One or several frames of zstd.
    Zstd,
    /// One or several streams of xz.
    Xz,
    /// One or several streams of bzip2.
    Bzip2,
}

/// The first bytes of every compressed file.
const MAGIC: [(&[u8], Compression); 4] = [
    (b"\x1f\x8b", Compression::Gzip),
    (b"\x28\xb5\x2f\xfd", Compression::Zstd),
    (b"\xfd7zXZ\0", Compression::Xz),
    (b"BZh", Compression::Bzip2),
];
/// No magic number is longer.
const MAGIC_MAX: u64 = 6;
/// Those of the frames that pzstd and seekable formats begin with: the last half byte is any.
const SKIPPABLE: &[u8] = b"\x2a\x4d\x18";

/// The size of the blocks in which compressed files and pipes are read.
const BLOCK: usize = 64 * 1024;
/// How much memory, in KiB, the dictionary of xz may take: twice as much as `xz -9` makes.
const XZ_MEMORY: u32 = 128 * 1024;
/// How soon a pipe that says nothing is left when the audit is stopped.
const PATIENCE: Duration = Duration::from_millis(50);

/// A reader of the plain text, that ends where the audit is stopped.
pub(crate) type Reader = Box<dyn Read + Send>;

impl Input {
    /// Opens it and finds out whether it is compressed.
    pub(crate) fn open(&self, control: &Arc<Control>) -> io::Result<(Reader, Option<Compression>)> {
        let source: Reader = match self {
            Self::Stdin => Box::new(Pipe::new(|| Ok(io::stdin()), control)),
            Self::File(path) => {
                // A pipe that nobody writes to would keep whoever opens it.
                let kind = fs::metadata(path)?.file_type();
                if kind.is_file() {
                    Box::new(Stoppable { file: File::open(path)?, control: Arc::clone(control) })
                } else if kind.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                } else {
                    let path = path.clone();
                    Box::new(Pipe::new(|| File::open(path), control))
                }
            }
        };
        let mut source = Counted { source, control: Arc::clone(control) };
        let mut start = Vec::with_capacity(8);
        source.by_ref().take(MAGIC_MAX).read_to_end(&mut start)?;
        if is_utf_16(&start) {
            let problem = "expected UTF-8, found UTF-16: `iconv -f UTF-16 -t UTF-8` makes the one of the other";
            return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
        }
        let compression = compression(&start);
        let whole = Cursor::new(start).chain(source);
        let reader: Reader = match compression {
            None => Box::new(whole),
            Some(Compression::Gzip) => {
                Box::new(Members::new(BufReader::with_capacity(BLOCK, whole)))
            }
            Some(Compression::Zstd) => {
                Box::new(Frames::new(BufReader::with_capacity(BLOCK, whole)))
            }
            Some(Compression::Xz) => {
                let whole = BufReader::with_capacity(BLOCK, whole);
                Box::new(XzReader::new_mem_limit(whole, true, XZ_MEMORY))
            }
            Some(Compression::Bzip2) => {
                Box::new(MultiBzDecoder::new(BufReader::with_capacity(BLOCK, whole)))
            }
        };
        Ok((Box::new(Array::new(reader)), compression))
    }
}

fn compression(start: &[u8]) -> Option<Compression> {
    let is_skippable = start.first().is_some_and(|first| first & 0xf0 == 0x50)
        && start.get(1..) == Some(SKIPPABLE);
    if is_skippable {
        return Some(Compression::Zstd);
    }
    let found = MAGIC.iter().find(|(magic, _)| start.starts_with(magic));
    found.map(|(_, compression)| *compression)
}

/// By its mark, or by the zeros that every second byte of ASCII is there.
fn is_utf_16(start: &[u8]) -> bool {
    start.starts_with(b"\xff\xfe")
        || start.starts_with(b"\xfe\xff")
        || matches!(start, [0, 1..=127, 0, 1..=127, ..] | [1..=127, 0, 1..=127, 0, ..])
}

/// A file, which ends where the audit is stopped.
struct Stoppable {
    file: File,
    control: Arc<Control>,
}

impl Read for Stoppable {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.control.is_stopped() { Ok(0) } else { self.file.read(buffer) }
    }
}

/// Counts what is read.
struct Counted {
    source: Reader,
    control: Arc<Control>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.control.add_bytes(read);
        Ok(read)
    }
}

/// Reads what may not come for a long time on a thread of its own, so that a stop need not wait for it.
struct Pipe {
    blocks: Receiver<io::Result<Vec<u8>>>,
    block: Cursor<Vec<u8>>,
    control: Arc<Control>,
}

impl Pipe {
    fn new<R: Read>(
        open: impl FnOnce() -> io::Result<R> + Send + 'static,
        control: &Arc<Control>,
    ) -> Self {
        let (sender, blocks) = mpsc::sync_channel(4);
        let stopped = Arc::clone(control);
        thread::spawn(move || {
            let mut source = match open() {
                Ok(source) => source,
                Err(error) => return drop(sender.send(Err(error))),
            };
            while !stopped.is_stopped() {
                let mut block = vec![0; BLOCK];
                let read = source.read(&mut block).map(|read| {
                    block.truncate(read);
                    block
                });
                let ends = match &read {
                    Ok(block) => block.is_empty(),
                    Err(error) => error.kind() != io::ErrorKind::Interrupted,
                };
                // Nobody listens any more when the audit was stopped.
                if sender.send(read).is_err() || ends {
                    return;
                }
            }
        });
        Self { blocks, block: Cursor::default(), control: Arc::clone(control) }
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.block.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            // Asked before: what was read until the stop is still taken, the block that is being handed over too.
            let is_stopped = self.control.is_stopped();
            match self.blocks.recv_timeout(PATIENCE) {
                Ok(block) => self.block = Cursor::new(block?),
                Err(RecvTimeoutError::Timeout) if is_stopped => return Ok(0),
                Err(RecvTimeoutError::Timeout) => {}
                // It has ended.
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
    }
}
