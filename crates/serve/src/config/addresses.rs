//! Which addresses can be listened on together.

use super::{
    sections::{Address, Listen},
    settings::Settings,
};
use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
};

impl Settings {
    /// Two addresses that cannot be listened on together, in words.
    ///
    /// ```
    /// use store_auth_serve::config::{Address, Listen, Settings};
    ///
    /// let at = |ip: [u8; 4]| Address::Tcp((ip, 9180).into());
    /// let listen = vec![Listen { address: at([0, 0, 0, 0]), tls: None }];
    /// let settings = Settings { listen, admin: Some(at([127, 0, 0, 1])), ..Settings::default() };
    /// assert_eq!(
    ///     settings.conflict().as_deref(),
    ///     Some("[admin] 127.0.0.1:9180: [[listen]] 0.0.0.0:9180 takes it already, expected another address or port"),
    /// );
    /// ```
    #[must_use]
    pub fn conflict(&self) -> Option<String> {
        let addresses: Vec<_> = self.addresses().collect();
        addresses.iter().enumerate().find_map(|(at, (section, address))| {
            let (other, taken) = addresses.iter().take(at).find(|(_, other)| overlap(other, address))?;
            Some(format!(
                "{section} {address}: {other} {taken} takes it already, expected another address or port"
            ))
        })
    }

    /// All addresses, with their sections.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = (&'static str, &Address)> {
        let listen = self.listen.iter().map(|Listen { address, .. }| ("[[listen]]", address));
        listen.chain(self.admin.iter().map(|address| ("[admin]", address)))
    }

    /// Whether an address leaves that of IPv4 to another section. `[::]` alone takes both, as systems have it.
    pub(crate) fn is_ipv6_only(&self, address: &SocketAddr) -> bool {
        let is_of_ipv4 = |other: &Address| matches!(other, Address::Tcp(other) if ip(other).is_ipv4() && other.port() == address.port());
        address.port() != 0
            && address.ip() == Ipv6Addr::UNSPECIFIED
            && self.addresses().any(|(_, other)| is_of_ipv4(other))
    }
}

fn overlap(one: &Address, other: &Address) -> bool {
    match (one, other) {
        (Address::Tcp(one), Address::Tcp(other)) => {
            let covers = |all: &SocketAddr, one: &SocketAddr| {
                ip(all).is_unspecified() && ip(all).is_ipv4() == ip(one).is_ipv4()
            };
            // The system picks a free one for port 0.
            one.port() != 0
                && one.port() == other.port()
                && (is_same(one, other) || covers(one, other) || covers(other, one))
        }
        (Address::Unix { path: one, .. }, Address::Unix { path: other, .. }) => {
            real(one) == real(other)
        }
        _ => false,
    }
}

fn is_same(one: &SocketAddr, other: &SocketAddr) -> bool {
    // Addresses of a link are there once for each interface.
    let scope = |address: &SocketAddr| match address {
        SocketAddr::V4(_) => 0,
        SocketAddr::V6(address) => address.scope_id(),
    };
    ip(one) == ip(other) && scope(one) == scope(other)
}

/// Of IPv4, where IPv6 only writes it otherwise.
fn ip(address: &SocketAddr) -> IpAddr {
    address.ip().to_canonical()
}

/// A socket by the folder that it really is in; it need not be there itself.
fn real(path: &Path) -> PathBuf {
    let folder = path.parent().map(|folder| {
        // That of a name alone is the current folder, which the system has no empty name for.
        if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
    });
    let folder = folder.and_then(|folder| folder.canonicalize().ok());
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}
