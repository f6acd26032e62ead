//! Listening sockets: TCP, and Unix sockets with a mode.

use crate::{
    certificates::{Certificates, Shown},
    config::{Address, Listen},
    error::Error,
    stream::Socket,
};
use socket2::{Domain, SockAddr, Socket as RawSocket, Type};
use std::{
    fs, io,
    net::{self, SocketAddr},
    os::unix::{
        fs::{FileTypeExt, PermissionsExt},
        net as unix,
    },
    path::{Path, PathBuf},
    process,
    sync::Arc,
};
use tokio::net::{TcpListener, UnixListener};

/// How many connections the system keeps until they are accepted.
const BACKLOG: i32 = 1024;

/// A socket that is listened on, shared by all workers.
#[derive(Debug)]
pub(crate) struct Bound {
    listener: Listener<net::TcpListener, unix::UnixListener>,
    pub(crate) tls: Option<Arc<Shown>>,
    /// A Unix socket's file, removed at the end.
    file: Option<SocketFile>,
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
        listen: &[Listen],
        certificates: Certificates,
    ) -> Result<Vec<Self>, Error> {
        let bind = |(listen, config): (&Listen, Option<_>)| {
            let mut bound = Self::address("[[listen]]", &listen.address)?;
            bound.tls = config.map(|config| Arc::new(Shown::new(config)));
            Ok(bound)
        };
        listen.iter().zip(certificates.of_listeners).map(bind).collect()
    }

    pub(crate) fn admin(address: &Address) -> Result<Self, Error> {
        Self::address("[admin]", address)
    }

    fn address(section: &'static str, address: &Address) -> Result<Self, Error> {
        match address {
            Address::Tcp(address) => tcp(*address).map(|listener| (Listener::Tcp(listener), None)),
            Address::Unix { path, mode } => unix_socket(path, *mode)
                .map(|listener| (Listener::Unix(listener), Some(SocketFile(path.clone())))),
        }
        .map(|(listener, file)| Self { listener, tls: None, file })
        .map_err(|error| Error::Listen { section, address: address.to_string(), error })
    }

    /// The address, with the port that the system picked where none was given.
    pub(crate) fn describe(&self) -> String {
        match &self.listener {
            Listener::Tcp(listener) => {
                listener.local_addr().map_or_else(|error| error.to_string(), |at| at.to_string())
            }
            Listener::Unix(_) => {
                self.file.as_ref().map_or_else(String::new, |file| file.0.display().to_string())
            }
        }
    }

    /// The same socket, for another thread. Its file goes with the first.
    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        let listener = match &self.listener {
            Listener::Tcp(listener) => Listener::Tcp(listener.try_clone()?),
            Listener::Unix(listener) => Listener::Unix(listener.try_clone()?),
        };
        Ok(Self { listener, tls: self.tls.clone(), file: None })
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
                listener.accept().await.and_then(|(stream, _)| tcp_socket(stream))
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
                while let Ok((stream, _)) = listener.accept() {
                    stream.set_nonblocking(true)?;
                    rest.push(tcp_socket(tokio::net::TcpStream::from_std(stream)?)?);
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

fn tcp_socket(stream: tokio::net::TcpStream) -> io::Result<Socket> {
    // Answers are one segment each: there is nothing to wait for.
    stream.set_nodelay(true)?;
    Ok(Socket::Tcp(stream))
}

fn tcp(address: SocketAddr) -> io::Result<net::TcpListener> {
    let socket = RawSocket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// Under its name only once its mode is set, so that there is no moment at which more may connect.
fn unix_socket(path: &Path, mode: u32) -> io::Result<unix::UnixListener> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.file_type().is_socket() => {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "expected a socket or nothing, found another file",
            ));
        }
        Ok(_) if unix::UnixStream::connect(path).is_ok() => {
            return Err(io::ErrorKind::AddrInUse.into());
        }
        // What is left of a process that ended without removing it is replaced below.
        _ => {}
    }
    let mut unnamed = path.to_owned();
    unnamed.as_mut_os_string().push(format!(".{}", process::id()));
    let socket = RawSocket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.bind(&SockAddr::unix(&unnamed)?)?;
    fs::set_permissions(&unnamed, fs::Permissions::from_mode(mode))
        .and_then(|()| socket.listen(BACKLOG))
        .and_then(|()| socket.set_nonblocking(true))
        .and_then(|()| fs::rename(&unnamed, path))
        .inspect_err(|_| {
            // Why it could not be unnamed is the error to report.
            let _ = fs::remove_file(&unnamed);
        })?;
    Ok(socket.into())
}

/// The name of a Unix socket.
#[derive(Debug)]
struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // It may be gone, which is as good.
        let _ = fs::remove_file(&self.0);
    }
}
