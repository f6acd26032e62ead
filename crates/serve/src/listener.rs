//! Listening sockets: TCP, and Unix sockets with a mode.

use crate::{
    certificates::{Certificates, CurrentCertificate},
    config::{Address, Listen, Settings},
    error::Error,
    sockets::{self, SocketFile},
    stream::Socket,
};
use std::{
    fs, io,
    net::{self, SocketAddr},
    os::unix::{fs::PermissionsExt, net as unix},
    path::Path,
    sync::Arc,
};
use tokio::net::{TcpListener, UnixListener};

/// How many connections the system keeps until they are accepted.
const BACKLOG: i32 = 1024;

/// A socket that is listened on, shared by all workers.
#[derive(Debug)]
pub(crate) struct Bound {
    listener: Listener<net::TcpListener, unix::UnixListener>,
    pub(crate) tls: Option<Arc<CurrentCertificate>>,
    /// With the port that the system picked where none was given.
    pub(crate) address: Address,
    /// A Unix socket's file, removed at the end.
    _file: Option<SocketFile>,
}

/// As the standard library or tokio has it.
#[derive(Debug)]
pub(crate) enum Listener<T, U> {
    Tcp(T),
    Unix(U),
}

impl Bound {
    /// All that a configuration names, with their certificates.
    pub(crate) fn listen(
        settings: &Settings,
        certificates: Certificates,
    ) -> Result<Vec<Self>, Error> {
        let bind = |(listen, config): (&Listen, Option<_>)| {
            let mut bound = Self::address("[[listen]]", &listen.address, settings)?;
            bound.tls = config.map(|config| Arc::new(CurrentCertificate::new(config)));
            Ok(bound)
        };
        settings.listen.iter().zip(certificates.of_listeners).map(bind).collect()
    }

    /// That of `[admin]`, if there is one.
    pub(crate) fn admin(settings: &Settings) -> Result<Option<Self>, Error> {
        let address = settings.admin.as_ref();
        address.map(|address| Self::address("[admin]", address, settings)).transpose()
    }

    fn address(
        section: &'static str,
        address: &Address,
        settings: &Settings,
    ) -> Result<Self, Error> {
        match address {
            Address::Tcp(wanted) => {
                tcp(*wanted, settings.is_ipv6_only(wanted)).and_then(|listener| {
                    let address = Address::Tcp(listener.local_addr()?);
                    Ok(Self { listener: Listener::Tcp(listener), tls: None, address, _file: None })
                })
            }
            Address::Unix { path, mode } => unix_socket(path, *mode).map(|listener| {
                let file = Some(SocketFile(path.clone()));
                let address = address.clone();
                Self { listener: Listener::Unix(listener), tls: None, address, _file: file }
            }),
        }
        .map_err(|error| Error::Listen { section, address: address.to_string(), error })
    }

    /// The same socket, for another thread. Its file goes with the first.
    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        let listener = match &self.listener {
            Listener::Tcp(listener) => Listener::Tcp(listener.try_clone()?),
            Listener::Unix(listener) => Listener::Unix(listener.try_clone()?),
        };
        let (tls, address) = (self.tls.clone(), self.address.clone());
        Ok(Self { listener, tls, address, _file: None })
    }

    /// The socket for the runtime of this thread.
    pub(crate) fn into_this_runtime(self) -> io::Result<Listener<TcpListener, UnixListener>> {
        Ok(match self.listener {
            Listener::Tcp(listener) => Listener::Tcp(TcpListener::from_std(listener)?),
            Listener::Unix(listener) => Listener::Unix(UnixListener::from_std(listener)?),
        })
    }
}

impl Listener<TcpListener, UnixListener> {
    pub(crate) async fn accept(&self) -> io::Result<Socket> {
        match self {
            Self::Tcp(listener) => {
                listener.accept().await.and_then(|(stream, peer)| tcp_socket(stream, peer))
            }
            Self::Unix(listener) => listener.accept().await.map(|(stream, _)| Socket::Unix(stream)),
        }
    }

    /// Ends listening: gives those connections that the system has made already.
    pub(crate) fn rest(self) -> io::Result<Vec<Socket>> {
        let mut rest = Vec::new();
        match self {
            Self::Tcp(listener) => {
                let listener = listener.into_std()?;
                while let Ok((stream, peer)) = listener.accept() {
                    stream.set_nonblocking(true)?;
                    rest.push(tcp_socket(tokio::net::TcpStream::from_std(stream)?, peer)?);
                }
            }
            Self::Unix(listener) => {
                let listener = listener.into_std()?;
                while let Ok((stream, _)) = listener.accept() {
                    stream.set_nonblocking(true)?;
                    rest.push(Socket::Unix(tokio::net::UnixStream::from_std(stream)?));
                }
            }
        }
        Ok(rest)
    }
}

fn tcp_socket(stream: tokio::net::TcpStream, peer: SocketAddr) -> io::Result<Socket> {
    // Answers are one segment each: there is nothing to wait for.
    stream.set_nodelay(true)?;
    Ok(Socket::Tcp(stream, peer))
}

fn tcp(address: SocketAddr, is_ipv6_only: bool) -> io::Result<net::TcpListener> {
    let socket = sockets::tcp(address, is_ipv6_only)?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// Under its name only once its mode is set, so that there is no moment at which more may connect.
fn unix_socket(path: &Path, mode: u32) -> io::Result<unix::UnixListener> {
    let (socket, unnamed) = sockets::unix(path)?;
    fs::set_permissions(&unnamed.0, fs::Permissions::from_mode(mode))?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    fs::rename(&unnamed.0, path)?;
    Ok(socket.into())
}
