//! Ports for programs that cannot be told to let the system pick.

use rustix::net::{AddressFamily, SocketType, bind, getsockname, socket, sockopt};
use std::{
    net::{Ipv4Addr, SocketAddr, SocketAddrV4},
    os::fd::OwnedFd,
};

/// A port of 127.0.0.1 that nobody gets but who asks for it by its number, while this is there.
///
/// It is bound and not listened on, so that the system picks it for nobody else, and a connection to it is refused. A program
/// with `SO_REUSEADDR`, as servers have it, may listen on it.
#[derive(Debug)]
pub(crate) struct ReservedPort {
    _socket: OwnedFd,
    pub(crate) number: u16,
}

impl ReservedPort {
    pub(crate) fn new() -> Self {
        let reserved = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
        sockopt::set_socket_reuseaddr(&reserved, true).unwrap();
        bind(&reserved, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).unwrap();
        let number = SocketAddr::try_from(getsockname(&reserved).unwrap()).unwrap().port();
        Self { _socket: reserved, number }
    }

    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.number)
    }
}
