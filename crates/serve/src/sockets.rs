//! Sockets with their addresses, not listened on yet.

use socket2::{Domain, SockAddr, Socket, Type};
use std::{
    fs, io,
    net::SocketAddr,
    os::unix::{fs::FileTypeExt, net::UnixStream},
    path::{Path, PathBuf},
    process,
};

/// The name of a Unix socket.
#[derive(Debug)]
pub(crate) struct SocketFile(pub(crate) PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // It may be gone, which is as good.
        let _ = fs::remove_file(&self.0);
    }
}

pub(crate) fn tcp(address: SocketAddr, is_ipv6_only: bool) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    if is_ipv6_only {
        socket.set_only_v6(true)?;
    }
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    Ok(socket)
}

/// Under another name beside `path`, which must be free, or be left of a process that ended without removing it.
pub(crate) fn unix(path: &Path) -> io::Result<(Socket, SocketFile)> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.file_type().is_socket() => {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "expected a socket or nothing, found another file",
            ));
        }
        Ok(_) if UnixStream::connect(path).is_ok() => {
            return Err(io::ErrorKind::AddrInUse.into());
        }
        _ => {}
    }
    let mut unnamed = path.to_owned();
    unnamed.as_mut_os_string().push(format!(".{}", process::id()));
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.bind(&SockAddr::unix(&unnamed)?)?;
    Ok((socket, SocketFile(unnamed)))
}
