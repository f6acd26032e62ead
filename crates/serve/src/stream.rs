//! Connections as they are accepted, and as they are recorded.

use crate::record::Record;
use socket2::{SockRef, TcpKeepalive};
use std::{
    io::{self, IoSlice},
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, UnixStream},
};

/// For how long nothing may come before the system asks.
const SILENCE: Duration = Duration::from_secs(60);

/// A connection.
#[derive(Debug)]
pub(crate) enum Socket {
    /// With the address of its other end.
    Tcp(TcpStream, SocketAddr),
    Unix(UnixStream),
}

impl Socket {
    /// The address of its other end, if that has one.
    pub(crate) fn peer(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(_, peer) => Some(match peer.ip().to_canonical() {
                // A listener of both kinds has it in the form of IPv6.
                IpAddr::V4(ip) => (ip, peer.port()).into(),
                IpAddr::V6(_) => *peer,
            }),
            Self::Unix(_) => None,
        }
    }

    /// Has the system ask whether the other end is there, where nothing comes for a while and nothing else would tell.
    pub(crate) fn notice_when_gone(&self) {
        if let Self::Tcp(stream, _) = self {
            let asking = TcpKeepalive::new().with_time(SILENCE).with_interval(SILENCE / 6);
            // Without it the connection works as well.
            let _ = SockRef::from(stream).set_tcp_keepalive(&asking);
        }
    }

    fn pinned(&mut self) -> Pin<&mut dyn Stream> {
        match self {
            Self::Tcp(stream, _) => Pin::new(stream),
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
        if poll.is_pending() {
            self.record.stalled();
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
        if buffer.filled().len() > before {
            self.record.read();
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
        if poll.is_ready() {
            self.record.taken();
        }
        poll
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket.pinned().poll_shutdown(context)
    }
}
