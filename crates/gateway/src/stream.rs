//! Connections as they are accepted, and the record of what each is waiting for.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, UnixStream},
};

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waits {
    /// The next request, of which no byte has come.
    Request,
    /// The rest of a request, or of a TLS handshake.
    Rest,
    /// The client, to take what it asked for.
    Reader,
}

/// What a connection waits for, and since when: written by its task, read by the one that closes those that wait too
/// long. Both are in one word, so that no reading mixes two states.
#[derive(Debug)]
pub(crate) struct Record {
    start: Instant,
    /// Milliseconds after `start`, and what for in the last two bits.
    state: AtomicU64,
}

impl Record {
    /// A new connection: its first request must come as quickly as the rest of any.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { start: Instant::now(), state: AtomicU64::new(Waits::Rest as u64) })
    }

    /// What it waits for, and for how long it has.
    pub(crate) fn waited(&self) -> (Waits, Duration) {
        let state = self.state.load(Relaxed);
        let since = Duration::from_millis(state >> 2);
        (waits(state), self.start.elapsed().saturating_sub(since))
    }

    /// A request has been answered.
    pub(crate) fn answered(&self) {
        if self.waits() != Waits::Reader {
            self.wait(Waits::Request);
        }
    }

    fn waits(&self) -> Waits {
        waits(self.state.load(Relaxed))
    }

    fn wait(&self, waits: Waits) {
        let since = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.state.store(since << 2 | waits as u64, Relaxed);
    }
}

fn waits(state: u64) -> Waits {
    match state & 3 {
        0 => Waits::Request,
        1 => Waits::Rest,
        _ => Waits::Reader,
    }
}

/// A connection.
#[derive(Debug)]
pub(crate) enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Socket {
    fn pinned(&mut self) -> Pin<&mut dyn Stream> {
        match self {
            Self::Tcp(stream) => Pin::new(stream),
            Self::Unix(stream) => Pin::new(stream),
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

/// A connection that keeps its [`Record`].
#[derive(Debug)]
pub(crate) struct Recorded {
    pub(crate) socket: Socket,
    pub(crate) record: Arc<Record>,
}

impl Recorded {
    fn wrote<T>(&self, poll: Poll<T>) -> Poll<T> {
        if poll.is_pending() && self.record.waits() == Waits::Request {
            self.record.wait(Waits::Reader);
        }
        poll
    }
}

impl AsyncRead for Recorded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let poll = self.socket.pinned().poll_read(context, buffer);
        if buffer.filled().len() > before && self.record.waits() == Waits::Request {
            self.record.wait(Waits::Rest);
        }
        poll
    }
}

impl AsyncWrite for Recorded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let poll = self.socket.pinned().poll_write(context, bytes);
        self.wrote(poll)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = self.socket.pinned().poll_write_vectored(context, slices);
        self.wrote(poll)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// Asked for when all has been written, so a client that takes a byte now and then wins no time.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = self.socket.pinned().poll_flush(context);
        if poll.is_ready() && self.record.waits() == Waits::Reader {
            self.record.wait(Waits::Request);
        }
        poll
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket.pinned().poll_shutdown(context)
    }
}
