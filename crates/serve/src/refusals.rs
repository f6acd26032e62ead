//! What is no request, answered in the words of the application.
//!
//! hyper answers it by a head alone and closes. That head is the one thing that it writes while no answer of the
//! application's is being made or written, and so it is known: what an application writes is never looked at.

use bytes::{Buf, Bytes};
use http::{HeaderMap, StatusCode};
use std::{
    fmt, io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What an application says to what is no request: headers and a body, by status.
#[derive(Clone)]
pub(crate) struct Refusals(Arc<Say>);

type Say = dyn Fn(StatusCode) -> (HeaderMap, Bytes) + Send + Sync;

impl Refusals {
    pub(crate) fn new(
        say: impl Fn(StatusCode) -> (HeaderMap, Bytes) + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(say))
    }

    /// The whole answer in place of a head that stands alone, if that refuses something.
    fn instead_of(&self, head: &[u8]) -> Option<Bytes> {
        let status = head.strip_prefix(b"HTTP/1.")?.get(2..5)?;
        let status = StatusCode::from_bytes(status).ok().filter(|status| status.as_u16() >= 400)?;
        let (headers, body) = (self.0)(status);
        let mut answer = Vec::new();
        for line in head.split_inclusive(|byte| *byte == b'\n') {
            if line != b"\r\n" && line != b"content-length: 0\r\n" {
                answer.extend(line);
            }
        }
        answer.extend(format!("content-length: {}\r\n", body.len()).bytes());
        for (name, value) in &headers {
            answer.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        answer.extend(b"\r\n");
        answer.extend(body);
        Some(answer.into())
    }
}

impl fmt::Debug for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusals").finish_non_exhaustive()
    }
}

/// Whose turn it is to write.
#[derive(Debug, Default)]
pub(crate) struct Turn(AtomicU8);

/// No answer is being made or written.
const NOBODYS: u8 = 0;
/// An answer is being made.
const MADE: u8 = 1;
/// It is made, and some of it may have to be written.
const WRITTEN: u8 = 2;

impl Turn {
    /// It is the application's, until this is dropped and all that is there to be written has been.
    pub(crate) fn take(self: &Arc<Self>) -> Taken {
        self.0.store(MADE, Relaxed);
        Taken(Arc::clone(self))
    }

    fn flushed(&self) {
        // One task does all of this.
        if self.0.load(Relaxed) == WRITTEN {
            self.0.store(NOBODYS, Relaxed);
        }
    }

    fn is_nobodys(&self) -> bool {
        self.0.load(Relaxed) == NOBODYS
    }
}

/// The application's turn.
#[derive(Debug)]
pub(crate) struct Taken(Arc<Turn>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.0.store(WRITTEN, Relaxed);
    }
}

/// A connection on which what is no request is answered so.
#[derive(Debug)]
pub(crate) struct Refusing<S> {
    stream: S,
    refusals: Option<Refusals>,
    turn: Arc<Turn>,
    /// What is left to be written of an answer.
    rest: Bytes,
}

impl<S> Refusing<S> {
    pub(crate) fn new(stream: S, refusals: Option<Refusals>, turn: &Arc<Turn>) -> Self {
        Self { stream, refusals, turn: Arc::clone(turn), rest: Bytes::new() }
    }
}

impl<S: AsyncWrite + Unpin> Refusing<S> {
    fn poll_rest(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.rest.is_empty() {
            match ready!(Pin::new(&mut self.stream).poll_write(context, &self.rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.rest.advance(written),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Refusing<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Refusing<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_rest(context))?;
        if self.turn.is_nobodys() {
            let instead = self.refusals.as_ref().and_then(|refusals| refusals.instead_of(bytes));
            if let Some(instead) = instead {
                self.rest = instead;
                return Poll::Ready(Ok(bytes.len()));
            }
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_rest(context))?;
        let poll = Pin::new(&mut self.stream).poll_flush(context);
        if poll.is_ready() {
            self.turn.flushed();
        }
        poll
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_rest(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
